using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>
/// The server of a town with a script: it is the real one until a rule says otherwise. It may change, keep back, repeat and
/// invent every frame of every socket, and uses nothing but what passes it: no secret of a client is read here.
/// </summary>
internal sealed class HostileServer
{
    public const string Mailbox = "/v1/mailbox";
    public const string Deposits = "/v1/deposit";

    private readonly Wiretap _tap;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Func<Frame, IEnumerable<Frame>>> _toClient = [];
    private readonly Dictionary<string, Func<Frame, IEnumerable<Frame>>> _toServer = [];
    private readonly List<(string Owner, Frame Frame, bool ToClient)> _seen = [];

    public HostileServer(Town town)
    {
        _tap = town.Server.Tap;
        _tap.Script = Play;
    }

    /// <summary>Changes every frame to a client as bytes, after the rules; <c>null</c> drops it.</summary>
    public Func<byte[], byte[]?>? Corrupts { get; set; }

    /// <summary>What this person gets instead of one frame of the honest server.</summary>
    public void ToClient(Person person, Func<Frame, IEnumerable<Frame>> rule)
    {
        lock (_gate)
            _toClient[person.ToString()] = rule;
    }

    /// <summary>What the honest server gets instead of one frame of this person.</summary>
    /// <param name="path">One of the two sockets only.</param>
    public void ToServer(Person person, Func<Frame, IEnumerable<Frame>> rule, string path = "")
    {
        lock (_gate)
            _toServer[person + path] = rule;
    }

    /// <summary>Requests of this kind never reach the honest server; this answers them.</summary>
    public void Answer<T>(Person person, Func<T, Frame?> answer)
        where T : Frame =>
        ToServer(
            person,
            frame =>
            {
                if (frame is not T request)
                    return [frame];
                if (answer(request) is { } said)
                    Say(person, Deposits, said);
                return [];
            }
        );

    /// <summary>From now on it is honest again.</summary>
    public void Repent()
    {
        lock (_gate)
        {
            _toClient.Clear();
            _toServer.Clear();
        }
        Corrupts = null;
    }

    public void Say(Person person, string path, Frame frame) =>
        _tap.Say(person.ToString(), path, FrameCodec.Encode(frame));

    public void SayBytes(Person person, string path, byte[] bytes) => _tap.Say(person.ToString(), path, bytes);

    public void Cut(string path) => _tap.Cut(path);

    /// <summary>Every frame of a kind that this person sent, before the rules.</summary>
    public IReadOnlyList<T> From<T>(Person person)
        where T : Frame => Seen<T>(person, toClient: false);

    /// <summary>Every frame of a kind that the honest server meant for this person.</summary>
    public IReadOnlyList<T> To<T>(Person person)
        where T : Frame => Seen<T>(person, toClient: true);

    /// <summary>The identity that a person published with its prekeys, as every server knows it.</summary>
    public PutPrekeys Published(Person person) => From<PutPrekeys>(person)[^1];

    private IReadOnlyList<T> Seen<T>(Person person, bool toClient)
        where T : Frame
    {
        lock (_gate)
            return
            [
                .. _seen
                    .Where(seen => seen.Owner == person.ToString() && seen.ToClient == toClient)
                    .Select(seen => seen.Frame)
                    .OfType<T>(),
            ];
    }

    private byte[][] Play(TappedSocket socket, byte[] bytes, bool toClient)
    {
        if (FrameCodec.TryDecode(bytes) is not { } frame)
            return [bytes];
        Func<Frame, IEnumerable<Frame>>? rule;
        lock (_gate)
        {
            _seen.Add((socket.Owner, frame, toClient));
            rule = toClient
                ? _toClient.GetValueOrDefault(socket.Owner)
                : _toServer.GetValueOrDefault(socket.Owner + socket.Path) ?? _toServer.GetValueOrDefault(socket.Owner);
        }
        var frames = rule is null ? [bytes] : rule(frame).Select(FrameCodec.Encode);
        return toClient && Corrupts is { } corrupts ? [.. frames.Select(corrupts).OfType<byte[]>()] : [.. frames];
    }
}
