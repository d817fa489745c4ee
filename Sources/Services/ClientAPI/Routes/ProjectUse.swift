import ClientAPIContract
import PlatformModel

/// What a request does with a project, which decides who may: the owner everything, an administrator read and delete.
enum ProjectUse: Hashable, Sendable {
    case read
    case change
    case delete

    /// `nil` for a route that is not about one project.
    init?(_ route: Route) {
        switch route.audience {
        case .owner: self = route.method == .get ? .read : .change
        case .ownerOrAdministrator: self = .delete
        case .anyone, .user, .administrator: return nil
        }
    }

    /// The project, if the account may use it so.
    ///
    /// - Throws: 404 for a missing project and for someone else's, in the same words; 403 for an administrator who would
    ///   change another's.
    func admit(_ user: User, to project: Project?, id: ProjectID) throws(APIError) -> Project {
        guard let project, project.owner == user.id || user.isAdministrator else {
            throw .notFound("project \(id) does not exist, or belongs to somebody else")
        }
        guard project.owner == user.id || self != .change else {
            throw .forbidden("only \(project.ownerName), the owner, may change this project")
        }
        return project
    }
}
