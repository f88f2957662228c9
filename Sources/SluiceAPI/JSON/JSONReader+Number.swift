extension JSONReader {
    /// Takes a number, which must be a plain integer of 64 bits.
    ///
    /// The whole number is read before it is judged, so that `1e99` is told to be no integer and
    /// `1.` to be no JSON. A fault of value is placed at the first byte of the number.
    mutating func integer() throws(JSONError) -> Int64 {
        let start = position
        let negative = bytes[position] == ASCII.minus
        if negative { position += 1 }
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        guard ASCII.isDigit(bytes[position]) else { throw fault(.malformedNumber) }
        let firstDigit = position
        // The sum is kept negative: its range holds both -2^63 and every positive value.
        var sum: Int64 = 0
        var overflow = false
        while position < bytes.count, ASCII.isDigit(bytes[position]) {
            let (product, tooFar) = sum.multipliedReportingOverflow(by: 10)
            let digit = Int64(bytes[position] - ASCII.zero)
            let (difference, tooLow) = product.subtractingReportingOverflow(digit)
            sum = difference
            overflow = overflow || tooFar || tooLow
            position += 1
        }
        if bytes[firstDigit] == ASCII.zero, position - firstDigit > 1 {
            throw JSONError(cause: .leadingZero, byteOffset: firstDigit, path: "")
        }
        let isWhole = try !fractionOrExponent()
        guard isWhole, !(negative && sum == 0 && !overflow) else {
            throw JSONError(cause: .notAnInteger, byteOffset: start, path: "")
        }
        guard !overflow, negative || sum != .min else {
            throw JSONError(cause: .numberOutOfRange, byteOffset: start, path: "")
        }
        return negative ? sum : -sum
    }

    /// Takes what follows the whole part of a number; whether there was anything.
    private mutating func fractionOrExponent() throws(JSONError) -> Bool {
        var found = false
        if position < bytes.count, bytes[position] == ASCII.period {
            position += 1
            try digits()
            found = true
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count,
                bytes[position] == ASCII.plus || bytes[position] == ASCII.minus
            {
                position += 1
            }
            try digits()
            found = true
        }
        return found
    }

    private mutating func digits() throws(JSONError) {
        guard position < bytes.count else { throw fault(.unexpectedEnd) }
        guard ASCII.isDigit(bytes[position]) else { throw fault(.malformedNumber) }
        while position < bytes.count, ASCII.isDigit(bytes[position]) { position += 1 }
    }
}
