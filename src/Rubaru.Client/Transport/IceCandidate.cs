using System.Net;

namespace Rubaru.Client.Transport;

/// <summary>
/// A candidate attribute (RFC 8839 section 5.1): <c>candidate:foundation component transport priority address port typ
/// type</c>, then pairs of name and value.
/// </summary>
internal sealed class IceCandidate
{
    private const int Address = 4;
    private const int TypeName = 7;
    private const int FirstPair = 8;

    /// <summary>
    /// What a relay candidate needs; anything else could name what is behind it. The cost has to stay: a browser weighs it
    /// before the type, so a relay that does not say its own would be preferred to every direct way.
    /// </summary>
    private static readonly string[] RelayPairs =
    [
        "generation",
        "ufrag",
        "raddr",
        "rport",
        "network-id",
        "network-cost",
    ];

    private readonly string[] _fields;

    private IceCandidate(string[] fields) => _fields = fields;

    /// <summary>host, srflx, prflx or relay.</summary>
    internal string Type => _fields[TypeName];

    internal bool IsRelay => Type == "relay";

    /// <summary>Transport address: of a server reflexive one, how the outside sees this device.</summary>
    internal string Host => _fields[Address];
    internal string Port => _fields[Address + 1];

    internal bool HasLocalName => _fields[Address].EndsWith(".local", StringComparison.OrdinalIgnoreCase);

    internal bool HasNumericAddress => IPAddress.TryParse(_fields[Address], out _);

    /// <param name="text">Without <c>a=</c>.</param>
    /// <returns><c>null</c> for anything else than the grammar above.</returns>
    internal static IceCandidate? TryRead(ReadOnlySpan<char> text)
    {
        var fields = text.Trim().ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length >= FirstPair
            && fields.Length % 2 == 0
            && fields[0].StartsWith("candidate:", StringComparison.Ordinal)
            && fields[TypeName - 1] == "typ"
            && fields[TypeName] is "host" or "srflx" or "prflx" or "relay"
            ? new IceCandidate(fields)
            : null;
    }

    /// <summary>
    /// The related address is for diagnosis only (RFC 8839), and tells what is behind the candidate: the LAN address behind
    /// a public one, the public one behind a relay. No peer needs it.
    /// </summary>
    internal string WithoutRelatedAddress()
    {
        var kept = new List<string>(_fields.AsSpan(0, FirstPair).ToArray());
        for (var i = FirstPair; i < _fields.Length; i += 2)
        {
            if (!IsRelay || RelayPairs.Contains(_fields[i]))
            {
                kept.Add(_fields[i]);
                kept.Add(
                    _fields[i] switch
                    {
                        "raddr" => "0.0.0.0",
                        "rport" => "9",
                        _ => _fields[i + 1],
                    }
                );
            }
        }

        return string.Join(' ', kept);
    }
}
