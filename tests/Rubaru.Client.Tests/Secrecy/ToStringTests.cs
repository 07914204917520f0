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
            printed.UnionWith(canary.In(Text(instance)).Select(what => $"{type.Name} prints {what}"));
        }

        printed.RemoveWhere(IsHarmless);
        Assert.True(printed.Count == 0, string.Join(Environment.NewLine, printed));
        TestContext.Current.TestOutputHelper?.WriteLine($"{assembly}: {looked} types print themselves");
    }

    [Fact]
    public void The_canary_is_seen_in_what_prints_it()
    {
        var canary = new Canary();
        var leaky = Assert.IsType<Leaky>(canary.Make(typeof(Leaky)));
        Assert.Equal(["Leaky.Text", "Leaky.Inner.Text", "a byte string"], canary.In(leaky.ToString()));
    }

    /// <summary>Its own ToString, or one that the compiler wrote for a record.</summary>
    private static bool Prints(Type type) =>
        !type.IsAbstract
        && !type.ContainsGenericParameters
        && type.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType!.Assembly == type.Assembly;

    /// <summary>Words of the product and of protocols, addresses of servers: nothing about people.</summary>
    private static readonly string[] Harmless =
    [
        "Host",
        "Origin",
        "Reason",
        "Protocol",
        "LocalType",
        "RemoteType",
        "LocalFingerprint",
        "RemoteFingerprint",
        "What",
        "Words",
        "Status",
        "Storage",
        "Version",
        "Topic",
    ];

    private static bool IsHarmless(string what) =>
        Harmless.Contains(what[(what.LastIndexOf('.') + 1)..])
        || what.EndsWith(" ServerInfo.Name", StringComparison.Ordinal)
        // What a server keeps, by a name that its page lists.
        || what.EndsWith(" KeptData.Id", StringComparison.Ordinal)
        // Random and new each hour.
        || what.EndsWith(" TurnCredentials.Username", StringComparison.Ordinal);

    private static string Text(object instance)
    {
        try
        {
            return instance.ToString() ?? "";
        }
        catch (NullReferenceException)
        {
            // It does not print without a part that only its constructor makes.
            return "";
        }
    }

    private sealed record Leaky(string Text, byte[] Bytes, Leaky.Nested Inner)
    {
        public string Hex => Convert.ToHexString(Bytes);

        internal sealed record Nested(string Text);
    }
}
