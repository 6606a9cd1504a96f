/// In which order requests go that wait their turn.
package enum RequestOrder {
    /// Whether the requests of this task only fill gaps: they let all others pass.
    @TaskLocal package static var isPatient = false
}
