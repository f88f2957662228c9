import SluiceAPI

/// The switches of a demonstration, and where what they do is to be seen. Members are those the template
/// names.
struct DemoPage: Sendable {
    struct Switch: Sendable {
        var code: String
        var name: String
        var what: String
        var look: String
        var lookHref: String
        var tone: String
        var icon: String
        var word: String
        var action: String
        /// What the button turns it to.
        var to: String
    }

    struct Figure: Sendable {
        var name: String
        var value: String
    }

    var frame: Frame
    var t: [String: String]
    var live: LiveLine
    var staff: StaffBar
    var switches: [Switch]
    var figures: [Figure]
    var consumerHref: String
    var caseHref: String?

    init(
        _ stage: DemoStage, after position: String, _ principal: Principal, _ words: PageWords
    ) {
        let standing = stage.standing()
        frame = Frame(words.text(.demo), words, scripts: [.live])
        t = words.texts
        live = LiveLine(
            stream: "/console/events", fragment: StaffBar.demoPath + "?fragment=body",
            after: position, asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]),
            pause: 1_000)
        staff = StaffBar(nil, principal, words)
        switches = DemoStage.Trouble.allCases.map {
            DemoPage.row($0, isOn: standing.troubles.contains($0), stage, words)
        }
        figures = [
            (.demoPlaced, standing.placed), (.demoDeclined, standing.declined),
            (.demoTold, standing.told), (.demoHeldBack, standing.heldBack),
        ].map { (name: ConsoleText, count: Int) in
            Figure(name: words.text(name), value: "\(count)")
        }
        consumerHref = stage.consumer
        caseHref = standing.newest.map { "/console/support?q=" + PercentEncoding.encode($0) }
    }

    private static func row(
        _ trouble: DemoStage.Trouble, isOn: Bool, _ stage: DemoStage, _ words: PageWords
    ) -> Switch {
        let (name, what, look, href): (ConsoleText, ConsoleText, ConsoleText, String) =
            switch trouble {
            case .peak: (.demoPeak, .demoPeakWhat, .demoPeakLook, "/console/operations")
            case .outage:
                (.demoOutage, .demoOutageWhat, .demoOutageLook, "/console/anomalies/D16")
            case .silence:
                (.demoSilence, .demoSilenceWhat, .demoSilenceLook, "/console/operations#board")
            }
        let places = ["merchant": trouble == .outage ? stage.outageOf : stage.silenceOf]
        return Switch(
            code: trouble.rawValue, name: words.text(name), what: words.text(what, places),
            look: words.text(look), lookHref: href, tone: isOn ? "watch" : "good",
            icon: isOn ? "!" : "✓", word: words.text(isOn ? .demoOn : .demoOff),
            action: words.text(isOn ? .demoEnd : .demoBegin), to: isOn ? "0" : "1")
    }
}
