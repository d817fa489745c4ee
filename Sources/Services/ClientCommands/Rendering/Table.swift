/// Columns as wide as their widest cell, two spaces apart, without spaces at line ends.
struct Table {
    struct Cell {
        let text: String
        /// Colours the text; the width is that of the plain text.
        let paint: (String) -> String

        init(_ text: String, paint: @escaping (String) -> String = { $0 }) {
            self.text = TerminalText.plain(text)
            self.paint = paint
        }

        var width: Int { text.count }
    }

    let header: [String]
    private var rows: [[Cell]] = []

    init(_ header: String...) {
        self.header = header
    }

    /// - Precondition: as many cells as columns.
    mutating func add(_ cells: [Cell]) {
        precondition(cells.count == header.count, "a row of \(cells.count) cells under \(header.count) columns")
        rows.append(cells)
    }

    mutating func add(_ cells: String...) {
        add(cells.map { Cell($0) })
    }

    /// The lines, the header first.
    func lines(style: Style) -> [String] {
        let head = header.map { Cell($0, paint: style.dim) }
        let all = [head] + rows
        let widths = header.indices.map { column in all.map { $0[column].width }.max() ?? 0 }
        return all.map { row in
            var line = ""
            var pending = 0
            for (cell, width) in zip(row, widths) {
                if !cell.text.isEmpty { line += String(repeating: " ", count: pending) + cell.paint(cell.text) }
                pending = (cell.text.isEmpty ? pending : 0) + width - cell.width + 2
            }
            return line
        }
    }
}
