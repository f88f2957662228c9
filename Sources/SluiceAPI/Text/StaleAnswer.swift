/// What somebody at a terminal is told of an answer that is marked `Sluice-Stale`.
public enum StaleAnswer {
    /// - Parameter sequence: of the newest event the answer can know of, as `Sluice-Sequence` has it.
    public static func text(asOf sequence: String, in language: Language) -> String {
        Bilingual(
            "the answer is as of event \(sequence): the views are behind, what is newer is not in it",
            "所示截至事件 \(sequence)：所读数据尚未跟上，更新的变动不在其中"
        ).text(in: language)
    }
}
