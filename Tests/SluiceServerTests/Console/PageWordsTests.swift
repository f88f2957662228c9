import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// How pages word what they tell.
@Suite struct PageWordsTests {
    @Test(arguments: [
        // A space parts Chinese from Latin, and no two characters of Chinese.
        (["比先前告知的 ", "11月24日（周二）", " 晚 ", "3", " 天"], "比先前告知的 11月24日（周二）晚 3 天"),
        (["若无变化 ", "今天 14:37", " 前到期"], "若无变化今天 14:37 前到期"),
        (["", "11月27日（周五）", " 应付"], "11月27日（周五）应付"),
        // A name stays as it is written.
        (["商家 ", "Shop 南 街", " 已发货"], "商家 Shop 南 街已发货"),
        (["等", "商家", ""], "等商家"), (["", ""], ""),
    ])
    func chineseIsSetClose(pieces: [String], text: String) {
        #expect(Seams.joined(pieces) == text)
    }

    @Test func whatIsToldHasAmountsAndTimesOfThePage() {
        let now = Instant(ns: 1_795_800_000 * Span.secondNs)
        let yesterday = now.adding(spanNs: -Span.dayNs)
        let words = PageWords(.chinese, zone: "Asia/Shanghai", now: now) { _ in 28_800 }
        let statement = Statement(
            .lockedAt,
            Slots(amount: Money(minor: 123_456), time: yesterday, cause: .customerRequest))
        let chinese = words.smith(.consumer, .yuan).text(statement)
        #expect(chinese.hasPrefix(words.moment(yesterday) + "：锁定¥1,234.56。"))
        let english = words.inLanguage(.english)
        #expect(
            english.smith(.consumer, .yuan).text(statement)
                .hasPrefix(english.moment(yesterday) + ": ¥1,234.56 locked. "))
        #expect(words.source("lender", to: .staff) == "贷款机构")
        #expect(words.source("shop/orders", to: .staff) == "shop/orders")
        #expect(words.source(PullSource.name, to: .staff) == nil)
    }
}
