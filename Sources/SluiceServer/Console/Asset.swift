import Crypto
import Foundation
import Hummingbird
import NIOCore
import SluiceCore

/// A file the pages load, named by its content so that it may be kept for ever.
struct Asset: Sendable {
    let path: String
    let type: String
    let bytes: [UInt8]

    private init(_ name: String, _ suffix: String, _ type: String, _ bytes: [UInt8]) {
        let digest = SHA256.hash(data: bytes).prefix(8).hexadecimal
        path = "/console/assets/\(name).\(digest).\(suffix)"
        self.type = type
        self.bytes = bytes
    }

    static let style = Asset(
        "console", "css", "text/css; charset=utf-8", PackageResources.console_css)
    static let icon = Asset("icon", "svg", "image/svg+xml", PackageResources.icon_svg)
    static let live = Asset(
        "live", "js", "text/javascript; charset=utf-8", PackageResources.live_js)

    static let keys = Asset(
        "keys", "js", "text/javascript; charset=utf-8", PackageResources.keys_js)

    static let curves = Asset(
        "curves", "js", "text/javascript; charset=utf-8", PackageResources.curves_js)

    /// Chart.js as Debian's package libjs-chart.js has it; nil where that is not installed.
    static let charts = chartLibrary("/usr/share/javascript/chart.js/chart.min.js")

    static func chartLibrary(_ path: String) -> Asset? {
        FileManager.default.contents(atPath: path).map {
            Asset("chart", "js", "text/javascript; charset=utf-8", Array($0))
        }
    }

    static let onward = Asset(
        "onward", "js", "text/javascript; charset=utf-8", PackageResources.onward_js)

    static let all =
        [style, icon, live, keys, curves, onward] + (charts.map { [$0] } ?? [])

    var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "public, max-age=31536000, immutable",
                .eTag: "\"\(path)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
