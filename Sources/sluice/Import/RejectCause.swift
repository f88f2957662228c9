/// Why a row is refused; the text stands in the reject file and in the counts.
enum RejectCause: String, CaseIterable {
    // The record itself.
    case strayQuote = "stray_quote"
    case unclosedQuote = "unclosed_quote"
    case rowTooLong = "row_too_long"
    case notUTF8 = "not_utf8"
    case raggedRow = "ragged_row"
    // Names.
    case idIsPersonalData = "id_is_personal_data"
    case nameMalformed = "name_malformed"
    case orderTwice = "order_twice"
    case orderUnknown = "order_unknown"
    case lineTwice = "line_twice"
    case tooManyLines = "too_many_lines"
    case lookupMissing = "lookup_missing"
    case lookupConflict = "lookup_conflict"
    case holdTwice = "hold_twice"
    // Words.
    case statusUnknown = "status_unknown"
    case scenarioUnknown = "scenario_unknown"
    case factUnknown = "fact_unknown"
    // Money.
    case amountMalformed = "amount_malformed"
    case amountZero = "amount_zero"
    case amountMissing = "amount_missing"
    case amountOutOfRange = "amount_out_of_range"
    case currencyUnknown = "currency_unknown"
    case currencyDiffers = "currency_differs"
    case amountsContradict = "amounts_contradict"
    // Times.
    case timeMissing = "time_missing"
    case timeMalformed = "time_malformed"
    case statusWithoutTime = "status_without_time"
}
