/// What to read of a container's output.
public struct LogQuery: Sendable {
    public var stdout = true
    public var stderr = true
    /// Goes on until the container ends.
    public var follows = false
    /// The last lines only.
    public var tail: Int?
    /// Unix seconds, with a fraction if wanted.
    public var since: String?
    public var until: String?
    /// Begins each line with its time.
    public var timestamps = false
    /// The container has a terminal, so that its output is one raw stream.
    public var hasTerminal = false

    public init() {}

    var items: [(name: String, value: String)] {
        var items = [
            (name: "stdout", value: String(stdout)), ("stderr", String(stderr)), ("follow", String(follows)),
            ("timestamps", String(timestamps)),
        ]
        if let tail { items.append(("tail", String(tail))) }
        if let since { items.append(("since", since)) }
        if let until { items.append(("until", until)) }
        return items
    }
}
