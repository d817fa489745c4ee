import ArgumentParser
import ClientAPIContract
import FoundationEssentials

/// A time as typed: `10m` for ten minutes ago, or RFC 3339.
enum PointInTime: ExpressibleByArgument, Equatable {
    case ago(seconds: Int)
    case at(Date)

    init?(argument: String) {
        let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if let unit = units[String(argument.suffix(1))], let count = Int(argument.dropLast()),
            (0...100_000).contains(count)
        {
            self = .ago(seconds: count * unit)
        } else if let date = WireCoding.date(from: argument) {
            self = .at(date)
        } else {
            return nil
        }
    }

    func date(now: Date) -> Date {
        switch self {
        case .ago(let seconds): now.addingTimeInterval(-TimeInterval(seconds))
        case .at(let date): date
        }
    }
}
