import ClientAPIContract

extension Console {
    /// A line of a log. Into a file or pipe goes what was written, byte by byte; a terminal is protected from it.
    func log(_ text: String) {
        line(isOutputTerminal ? TerminalText.logLine(text) : text)
    }

    func log(_ event: LogEvent, showsTime: Bool) {
        let text = isOutputTerminal ? TerminalText.logLine(event.text) : event.text
        line(showsTime ? "\(style.dim(WireCoding.text(of: event.time))) \(text)" : text)
    }
}
