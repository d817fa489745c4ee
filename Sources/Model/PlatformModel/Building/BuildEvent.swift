/// What happens during a build, in order, for the pusher's terminal and the log.
public enum BuildEvent: Hashable, Sendable {
    /// The builder has been chosen and starts: its name and version, for instance `pack 0.39.1`.
    case started(tool: String)
    /// One line of the builder's output, without its end of line and without terminal escapes.
    case output(String)
    /// Building is over and the image goes to the registry under this name.
    case publishing(String)
    /// A line about the progress of publishing, for instance `2 of 7 layers new, 18.4 kB`.
    case published(String)
}
