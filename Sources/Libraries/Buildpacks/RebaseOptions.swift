/// Everything `rebase` is asked for.
public struct RebaseOptions: Sendable {
    public var image: String
    /// In place of the run image the application names.
    public var runImage: String?
    /// The application that is rebased, which keeps its name; the result gets `image`.
    public var previousImage: String?
    public var reportDirectory: String?
    public var pullPolicy = BuildOptions.PullPolicy.always
    /// Whether a run image of another name or target will do.
    public var isForced = false
    /// In the registry of the image's name, else in the daemon.
    public var publishes = false

    public init(image: String) { self.image = image }
}
