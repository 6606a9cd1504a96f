"""The 48 rows of the scorecard, each with what proves it."""

import canaries
import crash
import disk
import hostile
import life
import locks
import metrics
import migration
import network
import outputs
import process
import unit
import vault
from scorecard import Row

_POWER = "the loss of power: that rests on SQLite"

ROWS = [
    Row(1, "crash-safe at random points", crash.random_kills, gap=_POWER),
    Row(2, "crash-safe at every write", crash.every_write, gap=_POWER),
    Row(3, "checkpoint never ahead of the data", crash.checkpoints),
    Row(4, "the same again changes nothing", crash.idempotent),
    Row(5, "no loss under concurrent edits", life.concurrent_edits,
        ["SyncTests.FaithfulnessTests/movingGround"]),
    Row(6, "many edits in one minute", life.crowded_minute, ["SyncTests.FaithfulnessTests/crowdedMinute"]),
    Row(7, "deletions found", life.deletions, ["SyncTests.ReconcileTests"]),
    Row(8, "no mass deletion", life.no_mass_deletion, ["SyncTests.FaithfulnessTests/deletionGuard"]),
    Row(9, "cost of going on after a kill", crash.resume_cost),
    Row(10, "changes of the clock, time zones", None, [
        "SyncTests.ClockTests", "SyncTests.ZoneTests", "JiraSimulatorTests.JQLDateTests"]),
    Row(11, "clock skew", outputs.clock_skew, ["JiraAPITests.RequestExecutorTests"]),
    Row(12, "converges from any state", None, ["SyncTests.StateMachineTests"]),
    Row(13, "429 obeyed", network.too_many_requests, ["JiraAPITests.RateLimitBucketTests"]),
    Row(14, "bursts of 5xx", network.server_errors),
    Row(15, "dropped, cut, reset, doubled replies", network.broken_replies),
    Row(16, "slow peers", network.slow_peers),
    Row(17, "200 that is not Jira", network.not_json),
    Row(18, "token revoked", network.revoked),
    Row(19, "disk full, I/O error, quota, file limit", disk.disk_errors),
    Row(20, "a failed fsync ends the run", disk.failed_sync,
        gap="the sync of a directory after a file was made: SQLite does not look at its result"),
    Row(21, "readers neither wait nor hold up", disk.reader_holds),
    Row(22, "one run at a time", locks.overlap),
    Row(23, "no stale lock", locks.stale_lock),
    Row(24, "damage of the mirror is found", disk.flipped_bytes),
    Row(25, "migrations whole or not; newer refused", migration.migrations),
    Row(26, "signals end a run in good order", crash.signals),
    Row(27, "memory bound", hostile.memory_bound),
    Row(28, "soak", life.soak),
    Row(29, "vault: every change refused", vault.tampering,
        ["TokenVaultTests.TamperingTests", "TokenVaultTests.DamageTests"]),
    Row(30, "vault: fails closed", vault.fails_closed),
    Row(31, "vault: nothing in the clear on disk", canaries.nothing_on_disk),
    Row(32, "key files checked", vault.key_files, ["TokenVaultTests.KeyFileTests"]),
    Row(33, "keys change without a pause", vault.rotation, ["TokenVaultTests.KeyChangeTests"]),
    Row(34, "secrets never shown", canaries.nothing_shown, ["JiraMirrorCLITests.RedactorTests"]),
    Row(35, "secrets in memory", process.memory),
    Row(36, "no dumps, no loose modes", process.no_dumps, ["EndToEndTests.CrashTests/crash"]),
    Row(37, "no credential to another origin", hostile.redirects),
    Row(38, "TLS always proved", hostile.bad_certificates, ["CurlTransportTests.TLSTests"]),
    Row(39, "OAuth callback bound to its request", None, [
        "JiraMirrorCLITests.CallbackListenerTests", "JiraAPITests.ExchangeTests",
        "JiraAPITests.AuthorizationReplyTests"]),
    Row(40, "RSA-SHA1 signatures right", None, ["OAuth1Tests.SignatureVectorTests", "OAuth1Tests.ForeignSignatureTests"]),
    Row(41, "URLs in answers are never dialled", hostile.no_foreign_urls),
    Row(42, "hostile field names", None, [
        "SyncTests.SiteKindTests/wide", "EndToEndTests.HostileTextTests", "JiraAPITests.CustomFieldTests"]),
    Row(43, "hostile texts in outputs", None, ["EndToEndTests.HostileTextTests"]),
    Row(44, "paths", outputs.paths),
    Row(45, "a bad issue does not stop the run", network.bad_issue),
    Row(46, "exit statuses and silence", outputs.statuses, [
        "JiraMirrorCLITests.ExitStatusTests", "EndToEndTests.ExitStatusTests"]),
    Row(47, "exposure of the service unit", unit.exposure,
        gap="a run under systemd itself: needs a machine that it has started"),
    Row(48, "metrics whole", metrics.always_whole, ["EndToEndTests.WatchTests"]),
]
