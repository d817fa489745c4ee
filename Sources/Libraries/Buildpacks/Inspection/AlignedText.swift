/// Text whose tabs end cells, as columns: a cell is as wide as the widest of those above and below it that follow one
/// another, and the padding. What follows a line's last tab is in no column. So `pack` writes its tables.
struct AlignedText {
    let padding: Int

    func align(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        var column = 0
        while lines.contains(where: { $0.count > column + 1 }) {
            pad(column, of: &lines)
            column += 1
        }
        return lines.map { $0.joined() }.joined(separator: "\n")
    }

    private func pad(_ column: Int, of lines: inout [[String]]) {
        var start = 0
        while start < lines.count {
            let block = lines[start...].prefix { $0.count > column + 1 }.indices
            let width = (lines[block].map { $0[column].unicodeScalars.count }.max() ?? 0) + padding
            for line in block {
                let missing = width - lines[line][column].unicodeScalars.count
                lines[line][column] += String(repeating: " ", count: missing)
            }
            start = block.isEmpty ? start + 1 : block.endIndex
        }
    }

    /// Without the blanks at the ends of lines, as some of the tables have it.
    func alignStripped(_ text: String) -> String {
        align(text).split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
