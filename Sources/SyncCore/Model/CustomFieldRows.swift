/// A `customfield_NNNNN` of an issue that is not null: its number, the raw JSON of its value and what the
/// value consists of, as far as its shape tells. What the field's type makes of it, the store knows.
package struct CustomFieldRow: Sendable {
    package var number: Int64
    package var json: TextSlice
    /// Into ``IssueBatch/customMembers``, in the order of the JSON; one for a scalar, none for an empty array.
    package var members: Range<Int> = 0..<0
    /// Whether the value is a JSON array.
    package var isList = false
    /// Values that differ between two reads of an unchanged issue (the Development field): never stored.
    package var isVolatile = false

    package init(number: Int64, json: TextSlice) {
        self.number = number
        self.json = json
    }
}

/// One member of a custom field's value: the scalar itself, an element of an array, or one level of a
/// cascading option (parent first).
package struct CustomMemberRow: Sendable {
    package enum Shape: UInt8, Sendable {
        /// A JSON string that is not a legacy sprint; ``text`` is it, unescaped.
        case text
        /// A JSON number.
        case number
        /// `{"value":…,"id":…}`: ``text`` is the value, ``refID`` the id.
        case option
        /// A user object: ``refKey`` is the key, or the name where there is no key.
        case user
        /// `{"name":…,"self":…/group?…}`: ``text`` and ``refKey`` are the name.
        case group
        /// Something of a project with id and name (`…/version/…`): ``refID``, ``text`` the name.
        case version
        /// `…/component/…`, likewise.
        case component
        /// A project: ``refID``, ``refKey`` its key, ``text`` its name.
        case project
        /// An issue: ``refKey`` its key, ``refID`` its id where given (Parent Link as an object).
        case issue
        /// A sprint in its legacy text or as an object: ``refID`` is its id.
        case sprint
        /// Anything else: only ``json``.
        case other
    }

    package var shape: Shape
    package var text: TextSlice?
    package var number: Double?
    package var refID: Int64?
    package var refKey: TextSlice?
    /// Where ``text`` has the form of a date-time (`2024-06-17T08:35:40.762+0200`).
    package var instant: Instant?
    /// Where ``text`` has the form `YYYY-MM-DD` of an existing day.
    package var isDay = false
    /// The member's raw JSON.
    package var json: TextSlice

    package init(_ shape: Shape, json: TextSlice) {
        self.shape = shape
        self.json = json
    }
}

/// A sprint as an issue names it, in Jira's legacy text (`…Sprint@1f2e[id=12,rapidViewId=3,…]`) or as an
/// object: true when the issue was read.
package struct SprintSighting: Sendable {
    package var id: Int64
    /// The board it was made on (`rapidViewId`).
    package var boardID: Int64?
    package var name: TextSlice?
    /// `future`, `active` or `closed`: lower case, as the agile API has it.
    package var state: TextSlice?
    /// Empty where the issue says that there is none, nil where it says nothing of goals (before 2018).
    package var goal: TextSlice?
    package var startAt: Instant?
    package var endAt: Instant?
    package var completeAt: Instant?
    package var activatedAt: Instant?

    package init(id: Int64) { self.id = id }
}
