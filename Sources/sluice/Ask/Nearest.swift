import SluiceAPI

/// Names like one that was mistyped, read from the lists of the engine where the key may read them.
struct Nearest {
    let door: EngineDoor

    /// How many are offered.
    static let countMax = 3
    /// Pages of a list that are looked through: a name is mistyped by a person, who waits.
    static let pagesMax = 10

    /// What to say of a hold that is not there.
    func hold(_ id: String, of merchant: String?) async -> String {
        let query = merchant.map { "merchant=\(EngineDoor.part($0))" } ?? ""
        let holds = await all("/v1/holds?\(query)", "holds")
        if merchant == nil {
            let owners = holds.filter { $0["id"].text == id }.compactMap {
                $0["order"]["merchant"].text
            }
            if !owners.isEmpty { return ofMerchants(id, Set(owners).sorted()) }
        }
        return missing("hold", "锁定", id, among: holds.compactMap { $0["id"].text })
    }

    func account(_ id: String) async -> String {
        let accounts = await all("/v1/accounts?", "accounts")
        return missing("account", "账户", id, among: accounts.compactMap { $0["id"].text })
    }

    func order(_ number: String, of merchant: String) async -> String {
        let holds = await all("/v1/holds?merchant=\(EngineDoor.part(merchant))", "holds")
        return missing(
            "order", "订单", number, among: holds.compactMap { $0["order"]["number"].text })
    }

    private func ofMerchants(_ id: String, _ merchants: [String]) -> String {
        let options = merchants.prefix(Self.countMax).map { "--merchant \($0)" }
        return door.language == .chinese
            ? "\(id) 属于商家 \(merchants.prefix(Self.countMax).joined(separator: "、"))："
                + "请加上 \(options.joined(separator: " 或 "))"
            : "a hold has the merchant it is of: say \(options.joined(separator: " or "))"
    }

    private func missing(
        _ kind: String, _ chinese: String, _ id: String, among names: [String]
    ) -> String {
        let near = EditDistance.nearest(Self.countMax, to: id, among: Set(names).sorted())
        if door.language == .chinese {
            let offer = near.isEmpty ? "" : "；您要找的是 \(near.joined(separator: "、")) 吗"
            return "没有\(chinese) \(id)\(offer)"
        }
        let offer = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
        return "no such \(kind) \(id)\(offer)"
    }

    /// The items of a list, as far as it is looked through; none where the key may not read it.
    private func all(_ path: String, _ name: String) async -> [JSONValue] {
        var items: [JSONValue] = []
        var cursor = ""
        for _ in 0..<Self.pagesMax {
            let path = path + (path.hasSuffix("?") ? "" : "&") + "limit=1000" + cursor
            guard let page = try? await door.get(path) else { return items }
            items += page[name].elements
            guard let next = page["next"].text else { return items }
            cursor = "&cursor=\(next)"
        }
        return items
    }
}
