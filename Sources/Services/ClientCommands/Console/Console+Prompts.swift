import Glibc

extension Console {
    /// Asks for a line.
    ///
    /// - Throws: ``ClientError`` where nobody can answer; `instead` is what to type then.
    func ask(_ question: String, instead: String) throws(ClientError) -> String {
        try requirePerson(for: question, instead: instead)
        while true {
            prompt("\(question): ")
            guard let answer = readLine(strippingNewline: true) else { throw Self.canceled }
            let trimmed = answer.drop(while: \.isWhitespace)
            if let end = trimmed.lastIndex(where: { !$0.isWhitespace }) { return String(trimmed[...end]) }
        }
    }

    /// Asks yes or no; no is the default, and the answer where nobody can be asked.
    func confirms(_ question: String) -> Bool {
        guard isInteractive else { return false }
        prompt("\(question) [y/N] ")
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }

    /// Reads a password without echo.
    func askPassword(_ question: String = "Password", instead: String) throws(ClientError) -> String {
        try requirePerson(for: question, instead: instead)
        prompt("\(question): ")
        var original = termios()
        guard tcgetattr(STDIN_FILENO, &original) == 0 else {
            throw ClientError(.invalid, "the terminal cannot hide a password", next: instead)
        }
        var hidden = original
        // Signals off, too: Ctrl-C arrives as a byte, so that the echo is always restored.
        hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &original)
            prompt("\n")
        }
        return try readHiddenLine()
    }

    private func readHiddenLine() throws(ClientError) -> String {
        var line = HiddenLine()
        while true {
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1 else { throw Self.canceled }
            switch line.feed(byte) {
            case .more: continue
            case .line(let text): return text
            case .canceled: throw Self.canceled
            case .notUTF8: throw ClientError(.invalid, "the password is not UTF-8")
            }
        }
    }

    /// The first line of standard input, for `--password-stdin`.
    func passwordFromStandardInput() throws(ClientError) -> String {
        if isatty(STDIN_FILENO) == 1 { note("reading the password from standard input …") }
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw ClientError(.invalid, "standard input holds no password: its first line is taken")
        }
        return line
    }

    private func requirePerson(for question: String, instead: String) throws(ClientError) {
        guard isInteractive else {
            throw ClientError(
                .invalid, "there is no terminal to ask for \"\(question)\" on", next: instead)
        }
    }

    private static var canceled: ClientError { ClientError(.canceled, "canceled; nothing was changed") }
}
