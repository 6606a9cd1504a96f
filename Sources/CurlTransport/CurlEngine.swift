import CCurl
import Foundation
import HTTPCore

/// One thread that owns the multi handle and every easy handle.
///
/// Others reach it only through the inbox; it sleeps in `curl_multi_poll` and is woken by each command.
final class CurlEngine: @unchecked Sendable {
    private enum Command {
        case start(Transfer)
        case cancel(Transfer)
        case stop
    }

    private static let startedUp = ccurl_start_up() == CURLE_OK

    private let options: RequestOptions
    private let cookies: NodeCookies
    private let maxConnections: Int
    private let multi: UnsafeMutableRawPointer?

    private let lock = NSLock()
    // Guarded by `lock`.
    private var inbox: [Command] = []
    private var isOpen = true

    // The thread's own.
    private var waiting: [Transfer] = []
    private var running: [UnsafeMutableRawPointer: RunningTransfer] = [:]
    private var spare: [EasyHandle] = []
    /// Two or three pages of a first fill.
    private let spareBlocks = SpareBlocks(limit: 16 << 20)

    init(_ configuration: CurlConfiguration, cookies: NodeCookies) {
        options = RequestOptions(configuration: configuration)
        self.cookies = cookies
        maxConnections = configuration.maxConnections
        multi = Self.startedUp ? curl_multi_init() : nil
        if let multi {
            _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, maxConnections)
            _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, maxConnections)
        }
    }

    func open() {
        let thread = Thread { self.run() }
        thread.name = "curl-transport"
        thread.start()
    }

    func start(_ transfer: Transfer) { post(.start(transfer)) }
    func cancel(_ transfer: Transfer) { post(.cancel(transfer)) }
    /// Ends the thread; what is still on its way finishes as cancelled.
    func stop() { post(.stop) }

    private func post(_ command: Command) {
        let accepted = lock.withLock { () -> Bool in
            guard isOpen, let multi else { return false }
            inbox.append(command)
            // Under the lock, so that the handle cannot be gone by now.
            curl_multi_wakeup(multi)
            return true
        }
        if !accepted, case .start(let transfer) = command {
            transfer.finish(.failure(.other(code: 0, "libcurl could not be started")))
        }
    }

    // MARK: The thread

    private func run() {
        guard let multi else { return }
        // A peer that closes must not end the process, whatever the program does with the signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        while obeyCommands() {
            startWaiting(multi)
            var count: Int32 = 0
            let code = curl_multi_perform(multi, &count)
            if code != CURLM_OK { failAll(code) }
            finishDone(multi)
            // A finished transfer made room: the next one starts before we sleep.
            if !waiting.isEmpty, running.count < maxConnections { continue }
            endIdle()
            let polled = curl_multi_poll(multi, nil, 0, pollMilliseconds, nil)
            if polled != CURLM_OK {
                failAll(polled)
                usleep(10_000)
            }
        }
        close(multi)
    }

    /// Gives false when the thread must end.
    private func obeyCommands() -> Bool {
        let commands = lock.withLock { () -> [Command] in
            defer { inbox.removeAll(keepingCapacity: true) }
            return inbox
        }
        for command in commands {
            switch command {
            case .start(let transfer): waiting.append(transfer)
            case .cancel(let transfer):
                waiting.removeAll { $0 === transfer }
                if let found = running.values.first(where: { $0.transfer === transfer }) { remove(found) }
            case .stop: return false
            }
        }
        return true
    }

    private func startWaiting(_ multi: UnsafeMutableRawPointer) {
        var started = 0
        while started < waiting.count, running.count < maxConnections {
            let transfer = waiting[started]
            started += 1
            // Cancelled while it waited.
            if transfer.isFinished { continue }
            guard let handle = spare.popLast() ?? EasyHandle() else {
                transfer.finish(.failure(.other(code: Int(CURLE_FAILED_INIT.rawValue), "no handle")))
                continue
            }
            handle.reset()
            let new = RunningTransfer(transfer, handle: handle, spare: spareBlocks, now: .now)
            do throws(TransportError) {
                try options.apply(to: new)
            } catch {
                spare.append(handle)
                transfer.finish(.failure(error))
                continue
            }
            let code = curl_multi_add_handle(multi, handle.pointer)
            guard code == CURLM_OK else {
                transfer.finish(.failure(Self.error(code)))
                continue
            }
            running[handle.pointer] = new
        }
        waiting.removeFirst(started)
    }

    private func finishDone(_ multi: UnsafeMutableRawPointer) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                let done = running[pointer]
            else { continue }
            let outcome = outcome(of: done, code: ccurl_message_result(message))
            if case .success(let response) = outcome {
                cookies.take(response.headers, from: done.transfer.url.origin)
            }
            remove(done)
            done.transfer.finish(outcome)
        }
    }

    private func outcome(of done: RunningTransfer, code: CURLcode) -> Transfer.Outcome {
        if let breach = done.answer.breach { return .failure(breach) }
        guard code == CURLE_OK else {
            let elapsed = ContinuousClock.now - done.startedAt
            let failure = CurlFailure(
                code: code, text: done.handle.errorText(code), wasConnected: done.isConnected,
                elapsedSeconds: elapsed / .seconds(1), usesProxy: options.usesProxy(done.transfer.url),
                proxyStatus: done.handle.long(CURLINFO_HTTP_CONNECTCODE),
                headersEnded: done.answer.headersEnded, limits: done.transfer.limits)
            return .failure(failure.error)
        }
        // libcurl is content with a connection that ends inside the header section; half a header is not.
        guard done.answer.headersEnded else {
            return .failure(.incomplete("the connection ended inside the header section"))
        }
        let wireBytes = done.handle.size(CURLINFO_SIZE_DOWNLOAD_T)
        return .success(
            HTTPResponse(
                status: done.answer.status, headers: done.answer.headers,
                body: done.answer.takeResponseBody(), wireBytes: wireBytes))
    }

    private func endIdle() {
        let now = ContinuousClock.now
        for transfer in running.values where transfer.isIdle(now: now) {
            remove(transfer)
            transfer.transfer.finish(.failure(.timedOut(phase: "idle")))
        }
    }

    /// Without transfers only a command ends the sleep; with some, the idle clocks are read now and then.
    private var pollMilliseconds: Int32 {
        guard let shortest = running.values.map(\.transfer.limits.idleSeconds).min() else { return 60_000 }
        return Int32(max(5, min(250, shortest * 1000 / 8)))
    }

    /// Takes a transfer out of the multi handle; an unfinished one loses its connection.
    ///
    /// Its handle is reused.
    private func remove(_ transfer: RunningTransfer) {
        running[transfer.handle.pointer] = nil
        if let multi { curl_multi_remove_handle(multi, transfer.handle.pointer) }
        transfer.handle.reset()
        if spare.count < maxConnections { spare.append(transfer.handle) }
    }

    private func failAll(_ code: CURLMcode) {
        for transfer in Array(running.values) {
            remove(transfer)
            transfer.transfer.finish(.failure(Self.error(code)))
        }
    }

    private static func error(_ code: CURLMcode) -> TransportError {
        .other(code: Int(code.rawValue), String(cString: curl_multi_strerror(code)))
    }

    private func close(_ multi: UnsafeMutableRawPointer) {
        let late = lock.withLock { () -> [Command] in
            isOpen = false
            defer { inbox = [] }
            return inbox
        }
        for case .start(let transfer) in late { waiting.append(transfer) }
        for transfer in Array(running.values) {
            remove(transfer)
            transfer.transfer.finish(.failure(.cancelled))
        }
        for transfer in waiting { transfer.finish(.failure(.cancelled)) }
        waiting = []
        // Easy handles first: cleaning one up may still touch the multi handle's connections.
        spare = []
        curl_multi_cleanup(multi)
    }
}
