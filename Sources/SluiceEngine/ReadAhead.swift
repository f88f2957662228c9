import Foundation

/// Makes elements on a thread of its own, a few ahead of the one that takes them, in their order.
///
/// What `make` uses is that thread's alone until `next` has given nil or thrown, or `stop` has returned.
/// The condition guards all state, which makes it Sendable.
final class ReadAhead<Element>: @unchecked Sendable {
    private let condition = NSCondition()
    private let make: () throws -> Element?
    private let aheadMax: Int
    private var ready: [Element] = []
    private var fault: (any Error)?
    /// Whether nobody takes anything any more.
    private var isOver = false
    /// Whether the thread has ended.
    private var isDone = false

    /// - Parameter make: gives the next element, nil after the last; not called again after that, nor
    ///   after it has thrown.
    init(_ name: String, aheadMax: Int = 2, make: @escaping () throws -> Element?) {
        self.make = make
        self.aheadMax = aheadMax
        NamedThread.start(name) { self.run() }
    }

    /// The next element; nil after the last.
    /// - Throws: what `make` threw, after the elements before it.
    func next() throws -> Element? {
        condition.lock()
        defer { condition.unlock() }
        while ready.isEmpty, !isDone { condition.wait() }
        if ready.isEmpty {
            if let fault { throw fault }
            return nil
        }
        condition.broadcast()
        return ready.removeFirst()
    }

    /// Ends the thread, and waits until it has ended.
    func stop() {
        condition.lock()
        defer { condition.unlock() }
        isOver = true
        condition.broadcast()
        while !isDone { condition.wait() }
    }

    private func run() {
        let made = Result { while let element = try make(), put(element) {} }
        condition.lock()
        defer { condition.unlock() }
        if case .failure(let error) = made { fault = error }
        isDone = true
        condition.broadcast()
    }

    /// - Returns: whether more is wanted.
    private func put(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while ready.count >= aheadMax, !isOver { condition.wait() }
        if isOver { return false }
        ready.append(element)
        condition.broadcast()
        return true
    }
}
