using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Rubaru.Network.Topology;

/// <summary>One machine of the test's internet: a network namespace with its own interfaces, routes and packet filter.</summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const int CloneNewNet = 0x40000000;
    private static int counter;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>Starts a command in here.</summary>
    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", Name];

    public static async Task<NetworkNamespace> CreateAsync(string role)
    {
        // Unique also beside another run on the same machine.
        var machine = new NetworkNamespace($"rb{Environment.ProcessId}-{++counter}-{role}");
        await Shell.RunAsync(["ip", "netns", "add", machine.Name]);
        await machine.IpAsync("link set lo up");
        await machine.RunAsync(
            "sysctl",
            "-q",
            "-w",
            "net.ipv4.ip_forward=1",
            "net.ipv4.conf.all.route_localnet=1",
            "net.ipv4.conf.default.route_localnet=1",
            "net.ipv4.conf.all.rp_filter=0",
            "net.ipv4.conf.default.rp_filter=0"
        );
        return machine;
    }

    /// <summary>A cable between two machines.</summary>
    public static Task JoinAsync(NetworkNamespace a, string aName, NetworkNamespace b, string bName) =>
        Shell.RunAsync([
            .. $"ip link add {aName} netns {a.Name} type veth peer name {bName} netns {b.Name}".Split(' '),
        ]);

    public Task<string> RunAsync(params string[] command) => Shell.RunAsync([.. Prefix, .. command]);

    /// <summary>Arguments of <c>ip</c> as one would type them.</summary>
    public Task IpAsync(string arguments) => Shell.RunAsync(["ip", "-n", Name, .. arguments.Split(' ')]);

    public Task NftAsync(string rules) => Shell.RunAsync([.. Prefix, "nft", "-f", "-"], rules);

    /// <summary>Packets that a counter of the table <c>ip count</c> has seen.</summary>
    public async Task<long> PacketsAsync(string name)
    {
        var text = await RunAsync("nft", "list", "counter", "ip", "count", name);
        var words = text.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(words[Array.IndexOf(words, "packets") + 1], null);
    }

    /// <summary>A socket made in here belongs here for good, whoever uses it.</summary>
    public T Within<T>(Func<T> make)
    {
        T made = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle($"/run/netns/{Name}");
                if (SetNamespace(file.DangerousGetHandle().ToInt32(), CloneNewNet) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }

                made = make();
            }
            catch (Exception error)
            {
                // Thrown on where somebody waits.
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? made : throw failure;
    }

    public async ValueTask DisposeAsync() => await Shell.RunAsync(["ip", "netns", "del", Name]);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int kind);
}
