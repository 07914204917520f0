using Rubaru.Server.Hosting;
using Rubaru.Server.Push;
using Xunit;

namespace Rubaru.Server.Tests.Push;

public sealed class VapidKeyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-vapid-").FullName;

    private string KeyFile => Path.Combine(folder, "vapid.key");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_is_made_once_for_this_account_only_and_kept()
    {
        byte[] made;
        using (var first = VapidKey.Open(folder))
        {
            made = first.PublicKey;
        }
        Assert.Equal(65, made.Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
        using var second = VapidKey.Open(folder);
        Assert.Equal(made, second.PublicKey);
        Assert.Equal([KeyFile], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_crash_before_the_first_key_was_whole_leaves_none()
    {
        File.WriteAllBytes(KeyFile + ".new", [1, 2, 3]);
        using var key = VapidKey.Open(folder);
        using var again = VapidKey.Open(folder);
        Assert.Equal(key.PublicKey, again.PublicKey);
    }

    [Fact]
    public void A_damaged_key_stops_the_start_with_a_sentence_and_is_not_replaced()
    {
        File.WriteAllBytes(KeyFile, [1, 2, 3]);
        var error = Assert.Throws<ConfigurationError>(() => VapidKey.Open(folder));
        Assert.Contains(KeyFile, error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(KeyFile));
    }

    [Theory]
    [InlineData("mailto:operator@example.org", "", "mailto:operator@example.org")]
    [InlineData("https://example.org/contact", "", "https://example.org/contact")]
    [InlineData(null, "", null)]
    [InlineData(null, "http://localhost:5080", null)]
    [InlineData(null, "https://localhost:5443", null)]
    [InlineData(null, "https://10.0.0.1", null)]
    [InlineData(null, "https://chat.example.org", "https://chat.example.org")]
    public void The_subject_is_what_the_operator_says_or_the_address_of_the_app(
        string? configured,
        string origin,
        string? subject
    ) => Assert.Equal(subject, PushSubject.Read(configured, origin.Length == 0 ? [] : [origin]));

    [Theory]
    [InlineData("operator@example.org")]
    [InlineData("mailto:")]
    [InlineData("mailto:nobody")]
    [InlineData("http://example.org")]
    [InlineData("https://localhost")]
    public void A_subject_that_nobody_can_write_to_stops_the_start(string configured) =>
        Assert.Contains(
            "RUBARU_PUSH_SUBJECT",
            Assert.Throws<ConfigurationError>(() => PushSubject.Read(configured, [])).Message,
            StringComparison.Ordinal
        );
}
