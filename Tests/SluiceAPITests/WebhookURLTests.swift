import SluiceAPI
import Testing

/// Where webhooks may go.
@Suite struct WebhookURLTests {
    @Test(
        "URLs of endpoints",
        arguments: [
            ("https://shop.example/hook?a=b", "shop.example", false),
            ("https://shop.example:8443", "shop.example", false),
            ("https://shop.example?A=B", "shop.example", false),
            ("http://127.0.0.1:9000/x", "127.0.0.1", true),
            ("http://localhost/x", "localhost", true), ("https://[::1]:99/", "::1", true),
            ("https://10.1.2.3/", "10.1.2.3", true),
            ("https://[2606:4700::1]/", "2606:4700::1", false),
            ("https://db.internal/", "db.internal", true),
        ])
    func good(text: String, host: String, isPrivate: Bool) throws {
        let url = try #require(WebhookURL(text))
        #expect(url.text == text && url.host == host && url.isPrivate == isPrivate)
    }

    @Test("the host is in lower case wherever it stands, the rest as it was")
    func lowerCase() throws {
        let url = try #require(WebhookURL("https://Shop.Example:8443/In?A=%41"))
        #expect(url.text == "https://shop.example:8443/In?A=%41" && url.host == "shop.example")
        #expect(WebhookURL("https://[FE80::1]/")?.host == "fe80::1")
    }

    @Test(
        "texts that are none",
        arguments: [
            "", "shop.example", "http://shop.example/", "ftp://127.0.0.1/", "https://",
            "https:///x", "https://a@b/", "https://a/#x", "https://a:0/", "https://a:x/",
            "https://a:1:2/", "https://[::1/", "https://[nothing]/", "https://a b/",
            "https://a\\@b/", "http://10.0.0.1/", "https://é.example/", "https://a%2eb/",
            "https://%31%30.0.0.1/", "https://a,b/",
        ])
    func bad(text: String) { #expect(WebhookURL(text) == nil) }

    @Test(
        "addresses that everybody can reach, and others",
        arguments: [
            ("8.8.8.8", true), ("0.1.2.3", false), ("10.0.0.1", false), ("100.64.0.1", false),
            ("100.128.0.1", true), ("127.9.9.9", false), ("169.254.169.254", false),
            ("172.15.0.1", true), ("172.16.0.1", false), ("172.31.255.255", false),
            ("192.0.0.1", false), ("192.0.2.1", false), ("192.0.3.1", true),
            ("192.168.1.1", false), ("198.18.0.1", false), ("198.51.100.1", false),
            ("203.0.113.9", false), ("224.0.0.1", false), ("255.255.255.255", false),
            ("::", false), ("::1", false), ("fc00::1", false), ("fe80::1", false),
            ("ff02::1", false), ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true),
            ("64:ff9b::a00:1", false), ("2002:a00:1::", false), ("2001:db8::1", false),
            ("2001::1", false), ("2606:4700::1111", true),
        ])
    func addresses(text: String, isPublic: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isPublic == isPublic)
        #expect(IPAddress(address.text) == address)
    }

    @Test(
        "texts that are no addresses",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "0x7f.0.0.1", "1:2", ":::",
            "g::",
        ])
    func noAddress(text: String) { #expect(IPAddress(text) == nil) }
}
