using CsCheck;
using Rubaru.Client.Conversations;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>The state machine of a message of mine, alone. That the engine keeps to it is shown by walks over whole worlds.</summary>
public sealed class MessageTransitionsTests
{
    private static readonly MessageState[] _mine =
    [
        .. Enum.GetValues<MessageState>().Where(state => state != MessageState.Received),
    ];
    private static readonly MessageEventKind[] _kinds = Enum.GetValues<MessageEventKind>();
    private static readonly MessageState[] _underWay =
    [
        MessageState.Waiting,
        MessageState.Sealed,
        MessageState.Expired,
    ];
    private static readonly MessageState[] _stopped =
    [
        MessageState.NotSent,
        MessageState.NotConfirmed,
        MessageState.Withdrawn,
        MessageState.Failed,
    ];

    private static Gen<MessageEventKind> AnyEvent => Of(_kinds);

    private static Gen<T> Of<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>
    /// A message is under way, and then it has a row or a withdrawal that will end it; or it is confirmed; or the person
    /// can send it again. There is nothing else, so nothing is lost.
    /// </summary>
    [Fact]
    public void No_order_of_events_loses_a_message() =>
        AnyEvent
            .Array[0, 40]
            .Sample(events =>
            {
                var message = Echo();
                var hasRow = true;
                foreach (var happened in events)
                {
                    if (MessageTransitions.Apply(message, happened) is not { } next)
                        continue;
                    // What the engine does beside: these take the row out, "send again" puts one in where there is none.
                    hasRow = happened switch
                    {
                        MessageEventKind.WithdrawalAsked => false,
                        MessageEventKind.Retried when !message.IsWithdrawing => true,
                        _ => hasRow && _underWay.Contains(next.State),
                    };
                    message = next;
                    var isConfirmed = message.State is MessageState.Delivered or MessageState.Read;
                    var goesOn = _underWay.Contains(message.State) && (hasRow || message.IsWithdrawing);
                    Assert.True(isConfirmed || goesOn || message.CanRetry, message.ToString());
                    Assert.False(hasRow && !_underWay.Contains(message.State), message.ToString());
                    if (message.IsWithdrawing)
                        Assert.Equal(
                            MessageState.Withdrawn,
                            MessageTransitions.Next(message.State, MessageEventKind.Withdrawn)
                        );
                }
            });

    [Fact]
    public void Whatever_was_believed_the_receivers_word_wins_and_nothing_goes_back_from_it() =>
        Gen.Select(AnyEvent.Array[0, 20], AnyEvent.Array[0, 20])
            .Sample(
                (before, after) =>
                {
                    var message = Echo();
                    foreach (var happened in before)
                        message = MessageTransitions.Apply(message, happened) ?? message;
                    message =
                        MessageTransitions.Apply(message, MessageEvent.Acknowledged(MessagePath.Server)) ?? message;
                    Assert.True(message.State is MessageState.Delivered or MessageState.Read);
                    foreach (var happened in after)
                    {
                        var next = MessageTransitions.Apply(message, happened);
                        Assert.True(next is null or { State: MessageState.Read });
                        message = next ?? message;
                    }
                    Assert.False(message.IsWithdrawing);
                    Assert.Null(message.Expires);
                    Assert.Null(message.FailureReason);
                }
            );

    /// <summary>So nothing falls from strict mode to the server, and nothing withdrawn goes after all.</summary>
    [Fact]
    public void What_was_stopped_is_set_going_only_by_the_person() =>
        Gen.Select(Of(_stopped), AnyEvent.Array[0, 40])
            .Sample(
                (state, events) =>
                {
                    foreach (var happened in events.Where(kind => kind != MessageEventKind.Retried))
                    {
                        state = MessageTransitions.Next(state, happened) ?? state;
                        Assert.DoesNotContain(state, _underWay);
                    }
                }
            );

    /// <summary>A bubble that says "sealed, expires" has its time, and no other has one.</summary>
    [Fact]
    public void Only_what_is_sealed_has_an_expiry_and_only_what_failed_a_reason() =>
        AnyEvent
            .Array[0, 40]
            .Sample(events =>
            {
                var message = Echo();
                foreach (var kind in events)
                {
                    MessageEvent happened = kind switch
                    {
                        MessageEventKind.Stored => MessageEvent.Stored(DateTimeOffset.UnixEpoch.AddHours(6)),
                        MessageEventKind.Refused => MessageEvent.Refused("refused"),
                        _ => kind,
                    };
                    message = MessageTransitions.Apply(message, happened) ?? message;
                    Assert.Equal(message.State == MessageState.Sealed, message.Expires is not null);
                    Assert.Equal(message.State == MessageState.Failed, message.FailureReason is not null);
                }
            });

    [Fact]
    public void Strict_mode_stops_whatever_is_under_way_and_says_whether_it_may_have_arrived()
    {
        foreach (var state in _underWay)
        {
            Assert.Equal(MessageState.NotSent, MessageTransitions.Next(state, MessageEvent.Strict(onLink: false).Kind));
            Assert.Equal(
                MessageState.NotConfirmed,
                MessageTransitions.Next(state, MessageEvent.Strict(onLink: true).Kind)
            );
        }
        Assert.Equal(
            MessageState.NotConfirmed,
            MessageTransitions.Next(MessageState.NotSent, MessageEventKind.WithdrawalTooLate)
        );
    }

    /// <summary>Every state can be reached, and every event means something somewhere.</summary>
    [Fact]
    public void The_table_has_no_dead_rows_and_no_dead_columns()
    {
        HashSet<MessageState> reached = [MessageTransitions.First];
        for (var before = 0; before != reached.Count; )
        {
            before = reached.Count;
            foreach (var state in reached.ToArray())
            {
                foreach (var kind in _kinds)
                {
                    if (MessageTransitions.Next(state, kind) is { } next)
                        reached.Add(next);
                }
            }
        }
        Assert.Equal(_mine.Order(), reached.Order());
        Assert.All(_kinds, kind => Assert.Contains(_mine, state => MessageTransitions.Next(state, kind) is not null));
    }

    [Fact]
    public void What_came_from_the_other_person_has_no_transitions() =>
        Assert.All(
            _kinds,
            kind =>
            {
                Assert.Null(MessageTransitions.Next(MessageState.Received, kind));
                Assert.Null(MessageTransitions.Apply(Echo() with { Mine = false }, kind));
            }
        );

    /// <summary>docs/delivery.md draws the table; a drawing that is not true is worse than none.</summary>
    [Fact]
    public void The_documentation_shows_this_table()
    {
        var rows = File.ReadLines(Path.Combine(Repository, "docs", "delivery.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => Enum.Parse<MessageEventKind>(cells[0].Split('`')[1]), cells => cells[1..]);
        Assert.Equal(_kinds.Order(), rows.Keys.Order());
        MessageState[][] columns =
        [
            [MessageState.Waiting],
            [MessageState.Sealed],
            [MessageState.Expired],
            [MessageState.NotSent],
            [MessageState.NotConfirmed, MessageState.Withdrawn, MessageState.Failed],
            [MessageState.Delivered],
            [MessageState.Read],
        ];
        foreach (var (kind, cells) in rows)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                foreach (var state in columns[column])
                {
                    MessageState? drawn = cells[column].Split(' ')[0] switch
                    {
                        "–" => null,
                        "=" => state,
                        var name => Enum.Parse<MessageState>(name),
                    };
                    Assert.True(
                        drawn == MessageTransitions.Next(state, kind),
                        $"{state} × {kind}: drawn {drawn}, is {MessageTransitions.Next(state, kind)}"
                    );
                }
            }
        }
    }

    /// <summary>The states change nowhere else: a bubble's state is written as a constant only where bubbles are made.</summary>
    [Fact]
    public void No_other_file_of_the_engine_changes_a_state()
    {
        var files = Directory.GetFiles(
            Path.Combine(Repository, "src", "Rubaru.Client", "Conversations"),
            "*.cs",
            SearchOption.AllDirectories
        );
        Assert.True(files.Length > 20);
        Assert.Empty(
            files
                .Where(file => Path.GetFileName(file) != "MessageTransitions.cs")
                .Where(file => File.ReadAllText(file).Contains(" State = ", StringComparison.Ordinal))
                .Select(Path.GetFileName)
        );
    }

    private static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Rubaru.slnx")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not in the repository.");
            return folder;
        }
    }

    private static Message Echo() =>
        new(
            1,
            1,
            MessageKind.Text,
            true,
            "text",
            DateTimeOffset.UnixEpoch,
            null,
            MessageTransitions.First,
            MessagePath.None,
            null,
            null,
            0
        );
}
