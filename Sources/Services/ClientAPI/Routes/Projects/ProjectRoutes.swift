import ClientAPIContract
import Hummingbird
import PlatformModel

/// `/projects`: create, list, look at and delete.
struct ProjectRoutes: RouteGroup {
    let store: any ProjectStore
    let lifecycle: ProjectLifecycle
    let presentation: ProjectPresentation

    func add(to routes: Routes) {
        routes.user(.createProject) { request, context, caller in
            var form = try await Form(request, context)
            let name = form.value("name", ProjectName.init(parsing:))
            try form.check()
            guard let name else { throw APIError.malformed("a project needs a name") }
            let project = try await lifecycle.create(name, owner: caller.user.id)
            let created = presentation.resource(project, status: .stopped)
            return Answer.created(created, message: "push with: git push \(created.remote) \(project.deployBranch)")
        }
        routes.user(.ownProjects) { _, _, caller in
            Answer(content: await presentation.resources(try await store.projects(of: caller.user.id)))
        }
        routes.administrator(.projects) { _, _, _ in
            Answer(content: await presentation.resources(try await store.allProjects()))
        }
        routes.project(.project) { _, _, _, project in
            Answer(content: await presentation.resources([project])[0])
        }
        routes.project(.removeProject) { _, _, _, project in
            try await lifecycle.delete(project.id)
            return Answer(
                status: "removed",
                message: "project \(project.name) was removed with its application, images and repository")
        }
    }
}
