/// A list that mostly has one element: that one lies in it, and only others need memory of their own.
public struct ShortList<Element: Hashable & Sendable>: Hashable, Sendable {
    private var head: Element?
    private var others: [Element] = []

    public init() {}

    public init(_ elements: some Sequence<Element>) {
        for element in elements { append(element) }
    }

    @inline(__always)
    public mutating func append(_ element: Element) {
        if head == nil { head = element } else { others.append(element) }
    }
}

extension ShortList: RandomAccessCollection {
    public var startIndex: Int { 0 }
    @inline(__always)
    public var endIndex: Int { head == nil ? 0 : 1 + others.count }

    public subscript(index: Int) -> Element {
        @inline(__always) get { index == 0 ? head! : others[index - 1] }
    }
}

extension ShortList: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Element...) { self.init(elements) }
}
