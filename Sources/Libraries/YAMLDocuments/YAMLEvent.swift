/// What libyaml's parser sees next, with the index of its first scalar.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case alias(String)
        case scalar(YAMLScalar)
        case sequenceStart
        case mappingStart
        case collectionEnd
        case streamEnd
    }

    let kind: Kind
    let anchor: String?
    let tag: String?
    let index: Int

    init(_ kind: Kind, anchor: String? = nil, tag: String? = nil, index: Int) {
        self.kind = kind
        self.anchor = anchor
        self.tag = tag
        self.index = index
    }
}
