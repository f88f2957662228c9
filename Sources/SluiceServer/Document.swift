import CDocuments

extension Document {
    var array: [UInt8] { Array(UnsafeBufferPointer(start: bytes, count: count)) }
}
