using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;
using Rubaru.App.Texts;
using Rubaru.Client.Storage;

namespace Rubaru.App;

/// <summary>
/// Says in the person's language why something failed. The browser's console is told the kind and the place of it, for whoever
/// looks for the cause, and never an exception's own words: see <see cref="FailureTrace"/>.
/// </summary>
internal sealed partial class Failures(Language texts, ILogger<Failures> log) : IErrorBoundaryLogger
{
    /// <returns><c>null</c> for what nobody expected.</returns>
    public static Text? Known(Exception error) =>
        error switch
        {
            StorageFullException => Text.ReasonStorageFull,
            StoreInUseException => Text.ReasonElsewhere,
            NewerSchemaException => Text.ReasonNewer,
            VaultException => Text.ReasonKey,
            InsufficientMemoryException => Text.UnlockNoMemory,
            _ => null,
        };

    /// <summary>The text with the reason as its argument {0}.</summary>
    public string Because(Text text, Exception error)
    {
        Tell(error);
        return texts.Format(text, texts[Known(error) ?? Text.ReasonUnknown]);
    }

    /// <summary>To the console only.</summary>
    public void Tell(Exception error) => LogFailure(FailureTrace.Of(error));

    /// <summary>A page broke: Blazor's own logger would print the whole exception.</summary>
    public ValueTask LogErrorAsync(Exception exception)
    {
        Tell(exception);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "Rubaru: something failed: {Kind}")]
    private partial void LogFailure(string kind);
}
