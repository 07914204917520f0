using System.Globalization;
using System.Text.RegularExpressions;

namespace Rubaru.Server.Tests;

/// <summary>One system call of a traced process.</summary>
/// <param name="Begin">Line on which it was entered.</param>
/// <param name="End">Line on which it came back: the caller goes on only after this line was written.</param>
/// <param name="Path">File, or <c>socket:[…]</c>, of its first descriptor.</param>
/// <param name="Arguments">As strace prints them on entry; bytes as <c>\x00</c>.</param>
internal sealed record SystemCall(int Begin, int End, string Name, string Path, string Arguments, long Result);

/// <summary>What <c>strace -f -y -x -o</c> has written about a process and its threads, in the order in which it happened.</summary>
internal static partial class SystemCalls
{
    /// <summary>Calls that never came back are not in it.</summary>
    public static List<SystemCall> Read(IReadOnlyList<string> lines)
    {
        var calls = new List<SystemCall>();
        var open = new Dictionary<string, (int Line, Match Call)>();
        for (var line = 0; line < lines.Count; line++)
        {
            if (Resumed().Match(lines[line]) is { Success: true } resumed)
            {
                if (open.Remove(resumed.Groups["thread"].Value, out var entered))
                {
                    calls.Add(Call(entered.Line, line, entered.Call, resumed.Groups["result"].Value));
                }
            }
            else if (Unfinished().Match(lines[line]) is { Success: true } unfinished)
            {
                open[unfinished.Groups["thread"].Value] = (line, unfinished);
            }
            else if (Whole().Match(lines[line]) is { Success: true } whole)
            {
                calls.Add(Call(line, line, whole, whole.Groups["result"].Value));
            }
        }
        return calls;
    }

    /// <summary>Bytes as the trace shows them.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        foreach (var value in bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }
        return text.ToString();
    }

    private static SystemCall Call(int begin, int end, Match call, string result) =>
        new(
            begin,
            end,
            call.Groups["name"].Value,
            call.Groups["path"].Value,
            call.Groups["arguments"].Value,
            long.Parse(result, CultureInfo.InvariantCulture)
        );

    [GeneratedRegex(@"^(?<thread>\d+) +(?<name>\w+)\(\d+<(?<path>[^>]*)>(?<arguments>.*)\) += (?<result>-?\d+)")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(?<thread>\d+) +(?<name>\w+)\(\d+<(?<path>[^>]*)>(?<arguments>.*) <unfinished \.\.\.>$")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^(?<thread>\d+) +<\.\.\. \w+ resumed>.*\) += (?<result>-?\d+)")]
    private static partial Regex Resumed();
}
