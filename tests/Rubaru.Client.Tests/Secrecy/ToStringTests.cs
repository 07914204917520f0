using System.Reflection;
using Rubaru.E2ee;
using Rubaru.Server;
using Rubaru.Sodium;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Secrecy;

/// <summary>
/// What a type prints about itself ends up in exceptions, logs and debuggers. Every type of the product that prints
/// anything is filled with recognisable content, and may print only what stands here with its reason.
/// </summary>
public sealed class ToStringTests
{
    private const string Digits = "a large number or a byte string";

    /// <summary>Types that print digits: names and hashes that are no secrets.</summary>
    private static readonly string[] Names =
    [
        nameof(Fingerprint),
        nameof(SessionId),
        nameof(MailboxId),
        nameof(DepositId),
        "Hash256", // the server's copy of H(cap)
    ];

    public static TheoryData<string> Assemblies => [.. Products.Keys];

    private static Dictionary<string, Assembly> Products { get; } =
        new[]
        {
            typeof(ISodium).Assembly,
            typeof(Session).Assembly,
            typeof(Frame).Assembly,
            typeof(ChatClient).Assembly,
            typeof(RubaruServer).Assembly,
        }.ToDictionary(assembly => assembly.GetName().Name!);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_type_prints_a_text_or_a_secret(string assembly)
    {
        var printed = new SortedSet<string>(StringComparer.Ordinal);
        var looked = 0;
        foreach (var type in Products[assembly].GetTypes().Where(Prints))
        {
            var canary = new Canary();
            if (canary.Make(type) is not { } instance)
            {
                continue;
            }

            looked++;
            printed.UnionWith(canary.In(instance.ToString() ?? "").Select(what => $"{type.Name} prints {what}"));
        }

        printed.RemoveWhere(IsAllowed);
        Assert.True(printed.Count == 0, string.Join(Environment.NewLine, printed));
        TestContext.Current.TestOutputHelper?.WriteLine($"{assembly}: {looked} types print themselves");
    }

    [Fact]
    public void The_canary_is_seen_in_what_prints_it()
    {
        var canary = new Canary();
        var leaky = Assert.IsType<Leaky>(canary.Make(typeof(Leaky)));
        Assert.Equal(["Leaky.Text", "Leaky.Inner.Text", Digits], canary.In(leaky.ToString()));
    }

    /// <summary>Its own ToString, or one that the compiler wrote for a record.</summary>
    private static bool Prints(Type type) =>
        !type.IsAbstract
        && !type.ContainsGenericParameters
        && type.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType!.Assembly == type.Assembly;

    private static bool IsAllowed(string what)
    {
        var (type, field) = (
            what[..what.IndexOf(' ')],
            what[(what.IndexOf("prints ", StringComparison.Ordinal) + 7)..]
        );
        return field == Digits ? Names.Contains(type) || Harmless.Contains(type) : HarmlessTexts.Contains(field);
    }

    /// <summary>They print the name of a peer, a session, a mailbox or a deposit, or a counter of their own.</summary>
    private static readonly HashSet<string> Harmless = [];

    /// <summary>Words of the product, not of people.</summary>
    private static readonly HashSet<string> HarmlessTexts = [];

    private sealed record Leaky(string Text, byte[] Ignored, Leaky.Nested Inner)
    {
        internal sealed record Nested(string Text, ulong Number);
    }
}
