import ClientAPIContract
import PlatformModel
import Synchronization

/// What a follower of a log sees when it looks.
enum LogLook<Line: NumberedLine>: Hashable, Sendable {
    /// After the asked-for position, oldest first; empty when nothing is new.
    case lines([Line])
    /// What comes after the position is not in memory any more.
    case behind
    /// There will be nothing further.
    case ended(EndEvent)
}

/// A log with any number of followers, which costs its source as much as one.
protocol LogFeed: AnyObject, Sendable {
    associatedtype Line: NumberedLine

    /// Begins to wake a follower, at once for the first time.
    func join(_ bell: Bell)

    /// - Returns: whether nobody follows any more; then the feed has ended and is not joined again.
    func leave(_ bell: Bell) -> Bool

    func look(after position: Int, limit: Int) -> LogLook<Line>
}

/// The feeds that have followers.
final class LogFeeds<Key: Hashable & Sendable, Feed: LogFeed>: Sendable {
    private let feeds = Mutex<[Key: Feed]>([:])

    /// How many logs are followed.
    var count: Int { feeds.withLock { $0.count } }

    /// Joins the feed of that key; `make` is called where nobody follows yet.
    func join(_ key: Key, _ bell: Bell, orMake make: () -> Feed) -> Feed {
        feeds.withLock { feeds in
            let feed = feeds[key] ?? make()
            feeds[key] = feed
            feed.join(bell)
            return feed
        }
    }

    func leave(_ key: Key, _ bell: Bell) {
        feeds.withLock { feeds in
            if feeds[key]?.leave(bell) == true { feeds[key] = nil }
        }
    }
}
