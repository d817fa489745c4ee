/// What a client's command line asks for, as git writes it: a service and one path in shell quotes.
///
/// This is an allow-list. Nothing is handed to a shell; the quotes are undone the way git's own `sq_dequote` does it.
enum GitCommandLine: Equatable {
    case receivePack(path: String)
    /// `git-upload-pack`, `git-upload-archive`: reading, which is not possible here.
    case read
    case unknown

    init(parsing line: String) {
        var rest = Substring(line)
        if rest.hasPrefix("git-") {
            rest.removeFirst(4)
        } else if rest.hasPrefix("git ") {
            rest.removeFirst(4)
        } else {
            self = .unknown
            return
        }
        let service = rest.prefix { $0 != " " }
        rest = rest.dropFirst(service.count).drop { $0 == " " }
        switch service {
        case "receive-pack":
            self = Self.unquoted(rest).map { .receivePack(path: $0) } ?? .unknown
        case "upload-pack", "upload-archive": self = .read
        default: self = .unknown
        }
    }

    /// Undoes `'...'`, in which a single quote or exclamation mark stands as `'\''` or `'\!'`. A text without any quote is
    /// taken as it is, when it holds nothing that a shell would treat specially.
    private static func unquoted(_ text: Substring) -> String? {
        guard text.first == "'" else {
            let special: Set<Character> = [
                " ", "\t", "\n", "'", "\"", "\\", "$", "`", ";", "&", "|", "<", ">", "*", "?",
            ]
            return text.isEmpty || text.contains(where: special.contains) ? nil : String(text)
        }
        var result = ""
        var rest = text.dropFirst()
        while let end = rest.firstIndex(of: "'") {
            result += rest[..<end]
            rest = rest[rest.index(after: end)...]
            if rest.isEmpty { return result }
            guard rest.hasPrefix("\\'") || rest.hasPrefix("\\!") else { return nil }
            result.append(rest[rest.index(after: rest.startIndex)])
            rest = rest.dropFirst(2)
            guard rest.first == "'" else { return nil }
            rest = rest.dropFirst()
        }
        return nil
    }
}
