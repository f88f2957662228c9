import SluiceAPI
import Testing

@Suite struct ProblemTests {
    private func text(_ problem: Problem) -> String {
        String(decoding: problem.json(for: .staff), as: UTF8.self)
    }

    @Test func writesOnlyWhatIsThere() {
        let problem = Problem(.notFound, detail: "No hold has this id.")
        #expect(
            text(problem) == #"{"type":"/problems/not_found","title":"There is no such thing","#
                + #""status":404,"code":"not_found","retryable":false,"#
                + #""detail":"No hold has this id."}"#)
    }

    @Test func writesEveryMember() {
        let kind = ProblemKind(
            code: "INSUFFICIENT_LIMIT", status: 402, retryable: false, title: "Declined")
        let problem = Problem(
            kind, detail: "The limit \"in force\" is too low.", field: "amount",
            fallback: .otherPayment, retryAfterSeconds: 3,
            extra: Problem.Extra(name: "hold", json: Array(#"{"id":"h"}"#.utf8)))
        #expect(
            text(problem) == #"{"type":"/problems/INSUFFICIENT_LIMIT","title":"Declined","#
                + #""status":402,"code":"INSUFFICIENT_LIMIT","retryable":false,"field":"amount","#
                + #""detail":"The limit \"in force\" is too low.","fallback":"other_payment","#
                + #""fallback_text":{"en":"This way to pay is not available right now. "#
                + #"Please choose another one.","zh":"此支付方式暂时无法使用，请选择其他支付方式。"},"#
                + #""retry_after_seconds":3,"hold":{"id":"h"}}"#)
    }

    @Test func aFaultOfAFieldNamesIt() {
        let error = FieldError(code: .notAnInteger, field: "lines[0].amount", detail: "No.")
        #expect(Problem(error).field == "lines[0].amount")
        #expect(Problem(error).kind.status == 400)
        let whole = FieldError(JSONError(cause: .bodyTooLarge, byteOffset: 1, path: ""))
        #expect(Problem(whole).field == nil)
        #expect(Problem(whole).kind.status == 413)
    }

    /// The contract with callers: a code keeps its status and whether a retry helps.
    @Test func theCatalogueIsAsPublished() {
        let published = """
            invalid_json 400 false
            unknown_field 400 false
            missing_field 400 false
            invalid_field 400 false
            not_an_integer 400 false
            number_out_of_range 400 false
            merchant_required 400 false
            idempotency_key_required 400 false
            id_is_personal_data 400 false
            unknown_event 400 false
            unauthenticated 401 false
            credential_expired 401 false
            invalid_signature 401 false
            forbidden 403 false
            consent_required 403 false
            consent_refused 403 false
            not_found 404 false
            method_not_allowed 405 false
            texts_full 409 false
            no_connector 409 false
            no_step_up 409 false
            quote_changed 409 false
            key_ended 409 false
            last_key 409 false
            precondition_failed 412 false
            body_too_large 413 false
            unsupported_media_type 415 false
            too_many_failures 429 true
            overloaded 429 true
            rate_limited 429 true
            internal 500 false
            capacity 503 true
            journal_stalled 503 true
            archive_unreadable 503 true
            views_behind 503 true
            people_unavailable 503 true
            shutting_down 503 true
            """
        let found = ProblemCatalogue.all.map { "\($0.code) \($0.status) \($0.retryable)" }
        #expect(found.joined(separator: "\n") == published)
        #expect(Set(ProblemCatalogue.all.map(\.title)).count == found.count)
    }
}
