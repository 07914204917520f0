using System.Text;
using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>A contact whose app was changed: everything it says is authenticated, and nothing of it need be well formed (C-fuzz).</summary>
public sealed class MaliciousContactTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("RUBARU_LONG") == "1";

    [Fact]
    public async Task Contents_of_any_type_with_any_bytes_show_no_wrong_text_and_break_nothing()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        await cem.With(ann).SendAsync("hello Ann");
        await town.UntilAsync(() => cem.AllDelivered, "Cem is heard");
        var random = new Chance(25);
        var count = IsLong ? 100_000 : 400;
        var sent = new Dictionary<UInt128, string?>();
        for (var i = 0; i < count; i++)
        {
            var type = (ContentType)(random.Below(4) == 0 ? random.Below(256) : random.Below(16));
            // One that ends the sender's own session is a lost session, not a malformed content.
            if (type == ContentType.SessionLost)
                continue;
            var body = Body(random, type, bob);
            var (id, text) = await SendAsync(bob, type, body);
            sent[id] = text;
            if (i % 50 == 49)
                await town.UntilAsync(() => bob.Only.Outbox.Rows.Count(row => !Answered(row)) < 25, "they arrive");
        }
        await bob.Only.SendAsync("and now a text");
        await town.UntilAsync(() => ann.With(bob).Messages.Any(m => m.Text == "and now a text"), "the text came");

        // What is shown as a text is exactly a text that was sent as one; everything else says that it is not known.
        while (ann.With(bob).HasOlder)
            await ann.With(bob).LoadOlderAsync();
        var shown = ann.With(bob)
            .Messages.Where(message => message.Kind == MessageKind.Text && !message.Mine)
            .ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent.Count} contents, {shown.Length} of them texts");
        foreach (var message in shown.Where(message => message.Text != "and now a text"))
            Assert.Equal(sent[message.Id], message.Text);
        Assert.Equal(["hello Ann"], ann.With(cem).Messages.Where(m => m.Kind == MessageKind.Text).Select(m => m.Text));
        Assert.Equal("Cem", ann.With(cem).Name);
        await ann.With(cem).SendAsync("hello Cem");
        await town.UntilAsync(() => cem.Heard.Count == 1, "the other chat goes on");
    }

    [Fact]
    public async Task Receipts_of_a_contact_change_only_messages_to_that_contact()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        await cem.StopAsync();
        await ann.With(cem).SendAsync("for Cem only");
        await town.UntilAsync(() => ann.With(cem).Messages[^1].State == MessageState.Sealed, "it waits for Cem");
        var id = ann.With(cem).Messages[^1].Id;
        var row = ann.With(cem).Outbox.Rows.Single(row => row.MessageId == id);

        // Bob knows the id and the position by some miracle, and says he has it, has read it, and wants it again.
        await SendAsync(bob, ContentType.Receipts, new Receipts([id], [row.Position!.Value]) { Read = [id] }.ToBytes());
        await SendAsync(bob, ContentType.SessionLost, SessionLostBody.Write(ann.With(cem).Sessions.Current!.Id));
        await bob.Only.SendAsync("done");
        await town.UntilAsync(() => ann.With(bob).Messages.Any(message => message.Text == "done"), "Ann has heard it");

        Assert.Equal(MessageState.Sealed, ann.With(cem).Messages[^1].State);
        Assert.Equal(row.Position, ann.With(cem).Outbox.Rows.Single(waiting => waiting.MessageId == id).Position);
        Assert.NotEmpty(ann.With(cem).Sessions.All);
    }

    [Fact]
    public async Task A_name_of_a_contact_is_one_short_clean_line_whatever_it_sends()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        foreach (
            var name in (string[])["\u202eevil\u0000", "a\nb", new string('x', 5000), "<img src=x onerror=alert(1)>"]
        )
        {
            var contact = bob.Only.Contact;
            var revision = (ulong)town.Time.GetUtcNow().ToUnixTimeMilliseconds() + 1_000_000;
            await SendAsync(
                bob,
                ContentType.ContactUpdate,
                (bob.Client.Engine.OwnUpdate(contact, revision) with { Name = name }).ToBytes()
            );
            await bob.Only.SendAsync("renamed");
            await town.UntilAsync(() => bob.AllDelivered, "Ann has heard it");
            Assert.InRange(Encoding.UTF8.GetByteCount(ann.Only.Name), 1, 64);
            Assert.DoesNotContain(ann.Only.Name, letter => char.IsControl(letter) || letter == '\u202e');
            await town.PassAsync(TimeSpan.FromSeconds(1));
        }
    }

    private static bool Answered(OutboxRow row) => row.Expires is not null || row.Message is null;

    private static async Task<(UInt128, string?)> SendAsync(Person person, ContentType type, byte[] body)
    {
        var engine = person.Client.Engine;
        var id = engine.RandomNumber();
        await engine.Thread.RunAsync(async () =>
        {
            using var held = await engine.Lock.EnterAsync();
            var step = new Step(engine, person.Only);
            step.Send(type, body, id);
            await step.CommitAsync();
            person.Only.Courier.Wake();
        });
        return (id, type == ContentType.Text ? Strict(body) : null);
    }

    private static string? Strict(byte[] body)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(body);
        }
        catch (ArgumentException)
        {
            // Not a text: it must not be shown as one.
            return null;
        }
    }

    /// <summary>A well-formed body of the type with some of it changed, or noise.</summary>
    private static byte[] Body(Chance random, ContentType type, Person sender)
    {
        byte[] good = type switch
        {
            ContentType.Text => Encoding.UTF8.GetBytes($"text {random.Below(1_000_000)} नमस्ते"),
            ContentType.Receipts => new Receipts([(UInt128)random.Below(1_000_000), 2], []).ToBytes(),
            ContentType.ContactUpdate => sender.Client.Engine.OwnUpdate(sender.Only.Contact, 1).ToBytes(),
            _ => new byte[random.Below(200)],
        };
        switch (random.Below(4))
        {
            case 0:
                random.Fill(good);
                return good;
            case 1:
                return good[..random.Below(good.Length + 1)];
            case 2 when good.Length > 0:
                random.Flip(good);
                return good;
            default:
                return good;
        }
    }
}
