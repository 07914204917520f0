using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Rubaru.App.Tests.Texts;

namespace Rubaru.App.Tests;

/// <summary>What the console of the browser is told: where something failed, and nothing that a person wrote.</summary>
public sealed class FailureTests
{
    private const string Secret = "the old banyan";
    private readonly List<string> lines = [];

    private Failures Failures => new(SourceFiles.LanguageOf("en"), new Written(lines));

    [Fact]
    public void A_failure_is_told_by_its_kinds_and_places_without_any_message()
    {
        foreach (var error in Failed())
        {
            lines.Clear();
            Failures.Tell(error);
            var line = Assert.Single(lines);
            Assert.Contains(error.GetType().FullName!, line, StringComparison.Ordinal);
            Assert.Contains($"{nameof(FailureTests)}.{nameof(Thrown)}", line, StringComparison.Ordinal);
            Assert.DoesNotContain("banyan", line, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Every_cause_is_named()
    {
        Failures.Tell(
            Thrown(
                new AggregateException(
                    new InvalidOperationException(Secret, Thrown(new FormatException(Secret))),
                    new JSException(Secret)
                )
            )
        );
        var line = Assert.Single(lines);
        foreach (var kind in new[] { typeof(InvalidOperationException), typeof(FormatException), typeof(JSException) })
        {
            Assert.Contains($"caused by {kind.FullName}", line, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("banyan", line, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Causes_without_end_are_told_in_part()
    {
        var error = new InvalidOperationException(Secret);
        for (var i = 0; i < 100; i++)
        {
            error = new InvalidOperationException(Secret, error);
        }

        Failures.Tell(error);
        Assert.Equal(8, Assert.Single(lines).Split('\n').Length);
    }

    [Fact]
    public async Task A_broken_page_is_told_in_the_same_way()
    {
        await Failures.LogErrorAsync(new ScriptException($"Error: {Secret}\n    at chat.js:1"));
        var line = Assert.Single(lines);
        Assert.Contains("at chat.js:1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("banyan", line, StringComparison.OrdinalIgnoreCase);
    }

    private static Exception[] Failed() =>
        [
            Thrown(new InvalidOperationException(Secret)),
            Thrown(new KeyNotFoundException(Secret, new ArgumentException(Secret, nameof(Failed)))),
            Thrown(new JSException($"{Secret}\n    at banyan.js:1")),
        ];

    private static Exception Thrown(Exception error)
    {
        try
        {
            throw error;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    /// <summary>The stack of a script's error, which begins with its message.</summary>
    private sealed class ScriptException(string stack) : Exception(Secret)
    {
        public override string StackTrace => stack;
    }

    /// <summary>As the console's logger: the line, and the exception if there is one.</summary>
    private sealed class Written(List<string> lines) : ILogger<Failures>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Add($"{formatter(state, exception)}{exception}");
    }
}
