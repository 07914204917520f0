using System.Net.WebSockets;
using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>
/// Keeps one of the two sockets to the server open: connects, reads frames in order, pings, replaces it after 3 s of
/// silence, tries again with growing pauses, and gives every request its answer or, when the socket ends, none.
/// </summary>
internal abstract class ServerSocket(ClientPlatform platform, TimeProvider time, string path) : IAsyncDisposable
{
    private const TaskCreationOptions Continuations = TaskCreationOptions.RunContinuationsAsynchronously;
    private readonly CancellationTokenSource _stop = new();
    private readonly Retry _retry = new(platform.Sodium, time);
    private readonly Dictionary<uint, TaskCompletionSource<Frame?>> _requests = [];
    private FrameSocket? _socket;
    private CancellationTokenSource? _socketStop;
    private Task _running = Task.CompletedTask;
    private uint _lastRequest = Limits.WatchNumbers;
    private uint _pings;
    private TaskCompletionSource? _heard;
    private TimeSpan _answered;
    private TimeSpan? _connected;
    private long? _triedAgain;
    private int _attempts;
    private bool _isReady;
    private bool _isSilent;
    private bool _isSuspect;
    private bool _replaceAtOnce;
    private long? _replaced;

    /// <summary>Somebody looks or something waits: pings and tries are frequent.</summary>
    public Func<bool> IsActive { get; set; } = () => false;

    protected TimeProvider Time => time;
    protected CancellationToken Stopping => _stop.Token;

    /// <summary>The server answered last time it was asked.</summary>
    public virtual bool IsReady => _isReady;

    /// <summary>A try ended without becoming ready since the last time it was.</summary>
    public bool HasFailed { get; private set; }

    public event Action? StateChanged;

    /// <summary>The server was reached.</summary>
    public event Action? Connected;

    /// <summary>A socket that had worked for a while ended, whoever ended it.</summary>
    public event Action? Disconnected;

    /// <summary>Handling a frame failed; it was not acknowledged and may come again.</summary>
    public event Action<Exception>? Faulted;

    public void Start()
    {
        if (_running.IsCompleted)
            _running = RunAsync();
    }

    /// <summary>The network may have changed: ask the open socket for a sign of life, or connect at once.</summary>
    public void Wake()
    {
        _retry.Wake();
        Check();
    }

    /// <summary>
    /// The server was reached by the other socket: no more waiting before the next try. Not often, so that a server that
    /// takes and ends both does not make them chase each other.
    /// </summary>
    public void TryAgain()
    {
        if (IsReady || (_triedAgain is { } last && time.GetElapsedTime(last) < Limits.SocketProven))
            return;
        _triedAgain = time.GetTimestamp();
        _retry.Wake();
    }

    /// <summary>The socket is suspected, because something else of this network is silent: it is asked, and soon replaced.</summary>
    public void Check()
    {
        if (!IsReady || _socketStop is not { } stop)
            return;
        _isSuspect = true;
        _ = CheckAsync(stop, Within(_answered * Limits.SuspectFactor, Limits.SilenceOfSuspect, Limits.Silence));
    }

    /// <summary>Replaces the socket after a pause; what was delivered and not acknowledged comes again.</summary>
    public void Restart() => _socketStop?.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <returns>The answer, or <c>null</c> when there is none: not connected, timed out, or the socket ended.</returns>
    protected async Task<Frame?> RequestAsync(Func<uint, Frame> request)
    {
        if (!IsReady || _socket is not { } socket)
            return null;
        var number = ++_lastRequest;
        var answer = new TaskCompletionSource<Frame?>(Continuations);
        _requests.Add(number, answer);
        try
        {
            return await socket.SendAsync(request(number))
                ? await WithinAsync(answer.Task, Limits.RequestTimeout)
                : null;
        }
        finally
        {
            _requests.Remove(number);
        }
    }

    protected Task<bool> SendAsync(Frame frame) => _socket?.SendAsync(frame) ?? Task.FromResult(false);

    protected bool Answer(uint request, Frame answer) =>
        _requests.TryGetValue(request, out var waiting) && waiting.TrySetResult(answer);

    /// <summary>Greets the server. <c>false</c> ends this socket; <see cref="StopForGood"/> ends all tries.</summary>
    protected abstract Task<bool> GreetAsync(FrameSocket socket);

    protected abstract Task ReceivedAsync(Frame frame);

    protected virtual void Ended() { }

    /// <summary>No more tries, and the end of the open socket.</summary>
    public void StopForGood() => _stop.Cancel();

    /// <returns>The result, or the default when the time is over or waiting was stopped.</returns>
    protected async Task<T?> WithinAsync<T>(Task<T> task, TimeSpan limit, CancellationToken stop = default)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, stop);
        var first = await Task.WhenAny(task, Task.Delay(limit, time, done.Token));
        await done.CancelAsync();
        return first == task ? await task : default;
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var socketStop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            _socketStop = socketStop;
            await HandleAsync(() => ConnectAndReadAsync(socketStop));
            _socketStop = null;
            await HandleAsync(FailAsync);
            if (_stop.IsCancellationRequested)
                return;
            if (_replaceAtOnce)
            {
                _replaceAtOnce = false;
                continue;
            }
            try
            {
                await _retry.WaitAsync(IsActive(), _stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The engine stops.
                return;
            }
        }
    }

    private async Task ConnectAndReadAsync(CancellationTokenSource socketStop)
    {
        if (await ConnectAsync(socketStop) is not { } webSocket)
            return;
        using var socket = new FrameSocket(webSocket, socketStop.Token);
        _socket = socket;
        using (
            Time.CreateTimer(_ => CancelUnlessReady(socketStop), null, Limits.ConnectTimeout, Timeout.InfiniteTimeSpan)
        )
        {
            if (!await GreetAsync(socket))
                return;
        }
        var opened = time.GetTimestamp();
        _isReady = true;
        _isSilent = _isSuspect = false;
        HasFailed = false;
        Connected?.Invoke();
        StateChanged?.Invoke();
        var pinging = PingAsync(socketStop);
        while (await socket.ReceiveAsync() is { } frame)
        {
            _heard?.TrySetResult();
            switch (frame)
            {
                case Ping ping:
                    await socket.SendAsync(new Pong(ping.Number));
                    break;
                case Pong:
                    break;
                default:
                    await HandleAsync(() => ReceivedAsync(frame));
                    break;
            }
        }
        // Not before: a server that accepts, greets and closes must not be asked again and again without a pause.
        var isProven = socket.HasHeard && time.GetElapsedTime(opened) >= Limits.SocketProven;
        if (isProven)
            _retry.Reset();
        // One that fell silent, or ended when it was suspected, as when the device or its router got another address, is no
        // restarted server's: no pause, but not again and again.
        _replaceAtOnce = socket.HasHeard && (_isSilent || _isSuspect) && MayReplace();
        await socketStop.CancelAsync();
        await pinging;
        if (isProven)
            Disconnected?.Invoke();
    }

    private bool MayReplace()
    {
        if (_replaced is { } last && time.GetElapsedTime(last) < Limits.RetryMost)
            return false;
        _replaced = time.GetTimestamp();
        return true;
    }

    /// <summary>A fault in handling one frame must not end the socket, and one of a socket not the next try.</summary>
    private async Task HandleAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The socket or the engine stops.
        }
        catch (Exception exception)
        {
            // The next frame is handled all the same, and who hears of it must not end the loop either.
            Report(exception);
        }
    }

    private void Report(Exception exception)
    {
        try
        {
            Faulted?.Invoke(exception);
        }
        catch (Exception)
        {
            // Told already: the engine keeps the fault before it raises Changed, and only a handler of that can throw here.
        }
    }

    private void CancelUnlessReady(CancellationTokenSource socketStop)
    {
        if (!IsReady && _socketStop == socketStop)
            socketStop.Cancel();
    }

    private async Task<WebSocket?> ConnectAsync(CancellationTokenSource socketStop)
    {
        var began = time.GetTimestamp();
        try
        {
            var connecting = platform.ConnectAsync(path, socketStop.Token);
            if (await WithinAsync(connecting, Patience()) is { } socket)
            {
                _connected = time.GetElapsedTime(began);
                _attempts = 0;
                return socket;
            }
            await socketStop.CancelAsync();
            _ = DisposeLateAsync(connecting);
            return null;
        }
        catch (Exception exception) when (FrameSocket.IsGone(exception))
        {
            // Not reachable now; the loop tries again.
            return null;
        }
    }

    /// <summary>How long this attempt to connect may take.</summary>
    private TimeSpan Patience()
    {
        if (++_attempts % Limits.PatientEvery == 0 || !IsActive() || _connected is not { } took)
            return Limits.ConnectTimeout;
        var quick = Within(took * Limits.QuickConnectFactor, Limits.QuickConnect, Limits.ConnectTimeout);
        return _attempts % Limits.LongerEvery == 0 ? Within(quick * 2, quick, Limits.ConnectTimeout) : quick;
    }

    private static TimeSpan Within(TimeSpan time, TimeSpan least, TimeSpan most) =>
        time < least ? least
        : time > most ? most
        : time;

    private static async Task DisposeLateAsync(Task<WebSocket> connecting)
    {
        try
        {
            (await connecting).Dispose();
        }
        catch (Exception exception) when (FrameSocket.IsGone(exception))
        {
            // It was given up already.
        }
    }

    private async Task PingAsync(CancellationTokenSource socketStop)
    {
        try
        {
            // Nobody is greeted on the deposit socket: a first sign of life at once, so that a good server ends the pauses.
            if (_socket is { HasHeard: false })
                await CheckAsync(socketStop, Limits.Silence);
            for (var last = time.GetTimestamp(); ; )
            {
                await Task.Delay(Limits.ActivePing, time, socketStop.Token);
                if (!IsActive() && time.GetElapsedTime(last) < Limits.IdlePing)
                    continue;
                await CheckAsync(socketStop, Limits.Silence);
                last = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // The socket ended.
        }
    }

    /// <summary>One ping; anything that arrives within the silence is a sign of life, otherwise the socket is replaced.</summary>
    private async Task CheckAsync(CancellationTokenSource socketStop, TimeSpan silence)
    {
        var asked = time.GetTimestamp();
        // A check under way is answered by the same sign of life: it must not go on waiting for one of its own.
        var heard = _heard is { Task.IsCompleted: false } waiting ? waiting : new(Continuations);
        _heard = heard;
        if (!await SendAsync(new Ping(++_pings)))
            return;
        // Not longer than the socket lives: the next one waits for the end of this.
        if (await WithinAsync(HeardAsync(heard.Task), silence, socketStop.Token))
            (_answered, _isSuspect) = (time.GetElapsedTime(asked), false);
        else if (_socketStop == socketStop && !socketStop.IsCancellationRequested)
        {
            _isSilent = true;
            await socketStop.CancelAsync();
        }
    }

    private static async Task<bool> HeardAsync(Task heard)
    {
        await heard;
        return true;
    }

    private Task FailAsync()
    {
        _socket = null;
        _isReady = false;
        HasFailed = true;
        foreach (var waiting in _requests.Values.ToArray())
            waiting.TrySetResult(null);
        Ended();
        StateChanged?.Invoke();
        return Task.CompletedTask;
    }
}
