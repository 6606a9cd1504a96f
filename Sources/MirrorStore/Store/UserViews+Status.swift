import Foundation

extension MirrorReader {
    /// The user's own views, by file, with what is wrong with those that are broken.
    func userViews() throws -> [StatusSnapshot.UserView] {
        var views: [StatusSnapshot.UserView] = []
        try rows(
            sql: "SELECT scope, state FROM sync_checkpoints WHERE stream = ? ORDER BY scope",
            arguments: .positional([.text(UserViews.stream)])
        ) { row in
            guard let text = row.text(1),
                let state = try? JSONDecoder().decode(UserViews.State.self, from: Data(text.utf8))
            else { return }
            views.append(.init(file: row.text(0) ?? "", view: state.view, problem: state.problem))
        }
        return views
    }
}
