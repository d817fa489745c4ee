/// Finds what somebody meant who mistyped a word.
enum NearestKey {
    /// The known word nearest to `word`, if it is near enough to be what was meant.
    static func suggestion(for word: String, among known: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let typed = Array(word.lowercased().unicodeScalars)
        let near = known.map { (word: $0, distance: distance(typed, Array($0.unicodeScalars))) }
            .min { $0.distance < $1.distance }
        if let near, near.distance <= max(1, min(near.word.count, typed.count) / 3) { return near.word }
        return known.first { $0.count >= 3 && word.lowercased().hasPrefix($0) }
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
    /// (optimal string alignment).
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (scalar == other ? 0 : 1))
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
