/// A list that mostly has one element: that one lies in it, and only others need memory of their own.
///
/// Inlinable, so that who reads the events of records elsewhere does so without metadata.
@frozen
public struct ShortList<Element: Hashable & Sendable>: Hashable, Sendable {
    @usableFromInline var head: Element?
    @usableFromInline var others: [Element] = []

    @inlinable
    public init() {}

    @inlinable
    public init(_ elements: some Sequence<Element>) {
        for element in elements { append(element) }
    }

    @inlinable @inline(__always)
    public mutating func append(_ element: Element) {
        if head == nil { head = element } else { others.append(element) }
    }
}

extension ShortList: RandomAccessCollection {
    @inlinable
    public var startIndex: Int { 0 }
    @inlinable @inline(__always)
    public var endIndex: Int { head == nil ? 0 : 1 + others.count }

    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get { index == 0 ? head! : others[index - 1] }
    }
}

extension ShortList: ExpressibleByArrayLiteral {
    @inlinable
    public init(arrayLiteral elements: Element...) { self.init(elements) }
}
