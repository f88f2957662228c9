import SluiceAPI
import SluiceCore
import Testing

/// Code × audience × language.
@Suite struct CatalogueTests {
    /// Everything the catalogue says, to whom, and of what.
    private static let all: [(audience: Audience, own: String, said: Said)] =
        Audience.allCases.flatMap { audience in
            Reason.allCases.map { (audience, $0.code, Catalogue.said($0, to: audience)) }
                + OutcomeCode.allCases.map { (audience, $0.code, Catalogue.said($0, to: audience)) }
                + PrincipalReason.allCases.map {
                    (audience, $0.rawValue, Catalogue.said($0, to: audience))
                }
        }

    @Test("every code has one row, and the rows are those of the codes")
    func complete() {
        let reasons: [Reason] = Catalogue.reasons.map(\.subject)
        #expect(reasons.sorted { $0.rawValue < $1.rawValue } == Reason.allCases)
        let outcomes: [OutcomeCode] = Catalogue.outcomes.map(\.subject)
        #expect(outcomes.sorted { $0.rawValue < $1.rawValue } == OutcomeCode.allCases)
        #expect(Catalogue.principalReasons.map(\.subject) == PrincipalReason.allCases)
    }

    @Test("all six texts are plain sentences of their language")
    func sentences() {
        for (audience, own, said) in CatalogueTests.all {
            #expect((1...80).contains(said.english.count), "\(own) \(audience): \(said.english)")
            #expect(said.english.last == "." && said.english.first?.isUppercase == true, "\(own)")
            #expect(said.english.utf8.allSatisfy { $0 < 0x80 }, "\(own)")
            #expect(said.chinese.last == "。" && said.chinese.count <= 40, "\(own)")
            #expect(!said.chinese.contains { $0.isASCII }, "\(own): \(said.chinese)")
            for mark in ["!", "！", "?", "？"] {
                #expect(!said.english.contains(mark) && !said.chinese.contains(mark), "\(own)")
            }
        }
    }

    @Test("staff read every code as it is, in words of its own")
    func staff() {
        for (audience, own, said) in CatalogueTests.all where audience == .staff {
            #expect(said.code == own)
            #expect(said.advice == nil)
        }
        for language in Language.allCases {
            let texts = Reason.allCases.map {
                Catalogue.said($0, to: .staff).text(in: language)
            }
            #expect(Set(texts).count == texts.count)
        }
    }

    @Test("a merchant cannot tell apart why the lender declined, nor read of limits and checks")
    func merchant() {
        let declines: [Reason] = [
            .insufficientLimit, .accountRestricted, .delinquent, .riskRule, .reviewRejected,
            .reviewTimeout, .stepUpFailed,
        ]
        #expect(Set(declines.map { Catalogue.said($0, to: .merchant) }).count == 1)
        #expect(Catalogue.said(.delinquent as Reason, to: .merchant).code == "DECLINED")
        let refusals: [OutcomeCode] = [.insufficientLimit, .accountRestricted, .delinquent]
        #expect(
            Set(refusals.map { $0.problem(to: Addressee(.merchant, .english)) }).count == 1)
        #expect(Set(refusals.map { $0.detail(field: "account", to: .merchant) }).count == 1)
        for (audience, own, said) in CatalogueTests.all where audience == .merchant {
            for word in [
                "INSUFFICIENT", "RESTRICT", "DELINQUENT", "RISK", "REVIEW", "FRAUD", "LEGAL",
                "REGULATORY", "LIMIT", "OPS_", "FREEZE",
            ] { #expect(!said.code.contains(word), "\(own): \(said.code)") }
            let text = said.english.lowercased()
            for word in ["limit", "risk", "review", "fraud", "misuse", "overdue", "suspended"] {
                #expect(!text.contains(word), "\(own): \(text)")
            }
            for word in ["可用额度", "授信", "风险", "逾期", "盗用", "暂停使用"] {
                #expect(!said.chinese.contains(word), "\(own): \(said.chinese)")
            }
        }
    }

    @Test("a consumer reads neither suspicion nor the lender's own words")
    func consumer() {
        for (audience, own, said) in CatalogueTests.all where audience == .consumer {
            for word in ["FRAUD", "REGULATORY", "RISK", "DELINQUENT", "OPS_", "FREEZE"] {
                #expect(!said.code.contains(word), "\(own): \(said.code)")
            }
            let text = said.english.lowercased()
            for word in [
                "fraud", "misuse", "risk", "tier", "overdue", "hold", "capture", "staff",
                "escalat", "authority", "your fault", "failed to",
            ] { #expect(!text.contains(word), "\(own): \(text)") }
            for word in ["盗用", "欺诈", "风险", "逾期", "升级", "工作人员", "请款方"] {
                #expect(!said.chinese.contains(word), "\(own): \(said.chinese)")
            }
        }
        let returned: [Reason] = [.fraudConfirmed, .regulatory, .opsManual]
        #expect(Set(returned.map { Catalogue.said($0, to: .consumer) }).count == 1)
    }

    @Test("returned is said of what came back and billed of what was captured")
    func glossary() {
        let billed: [Reason] = [
            .captureRequested, .shippedPartial, .shippedFull, .delivered, .serviceDone,
            .shippedFinal, .lateCaptureRevived, .lateCaptureForced,
        ]
        for reason in billed {
            let said = Catalogue.said(reason, to: .consumer)
            #expect(said.english.contains("illed"), "\(reason)")
            #expect(said.chinese.contains("转为账单"), "\(reason)")
            #expect(!said.chinese.contains("退回") && !said.chinese.contains("解锁"), "\(reason)")
        }
        for (_, own, said) in CatalogueTests.all {
            #expect(!said.english.lowercased().contains("unlock"), "\(own)")
            #expect(!said.chinese.contains("解锁"), "\(own)")
        }
    }

    @Test("codes that are shared say the same to all, and never a code of the ledger's to two")
    func shared() {
        let own = Set(Reason.allCases.map(\.code) + OutcomeCode.allCases.map(\.code))
        for code in SharedCode.allCases where code != .approved {
            #expect(!own.contains(code.rawValue), "\(code)")
        }
        let causes = Audience.allCases.flatMap { audience in
            LockCause.allCases.map { Catalogue.said($0, to: audience) }
        }
        let used = Set(
            (CatalogueTests.all.map(\.said) + causes).filter { $0.advice != nil }.map(\.code))
        #expect(used == Set(SharedCode.allCases.map(\.rawValue)))
    }

    @Test("the audience of a role, and whom it may look as", arguments: Role.allCases)
    func audiences(role: Role) {
        let own = Audience(role)
        #expect((own == .merchant) == (role == .merchant))
        #expect((own == .consumer) == (role == .consumer))
        for other in Audience.allCases {
            #expect(own.includes(other) == (own == .staff || own == other))
        }
    }

    @Test("a declined purchase names its maker, its reasons and its deadline")
    func decisions() throws {
        let time = Instant(ns: 1_000)
        let makers: [Reason: Decision.Maker] = [
            .insufficientLimit: .rule, .orderTerminal: .rule, .accountRestricted: .rule,
            .delinquent: .rule, .riskRule: .rule, .reviewRejected: .person,
            .reviewTimeout: .engine, .stepUpFailed: .rule,
        ]
        for reason in Reason.allCases {
            let decision = Decision(
                declinedFor: reason, at: time, noticeWithinNs: 7, policyVersion: 3)
            #expect(decision?.by == makers[reason], "\(reason)")
            guard let decision else { continue }
            #expect((1...Decision.reasonsMax).contains(decision.reasons.count))
            #expect(decision.noticeBy.ns == time.ns + 7)
            #expect(decision.policyVersion == 3)
        }
        for role in Role.allCases {
            let decision = Decision(
                restriction: .risk, by: role, at: time, noticeWithinNs: 7)
            let expected: Decision.Maker =
                switch role {
                case .engine: .engine
                case .lender, .migration: .rule
                default: .person
                }
            #expect(decision.by == expected, "\(role)")
        }
    }
}
