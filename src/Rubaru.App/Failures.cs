using Microsoft.Extensions.Logging;
using Rubaru.App.Texts;
using Rubaru.Client.Storage;

namespace Rubaru.App;

/// <summary>
/// Says in the person's language why something failed. An exception's own words are in no language file: they go to the
/// browser's console, for whoever looks for the cause.
/// </summary>
internal sealed partial class Failures(Language texts, ILogger<Failures> log)
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
    public void Tell(Exception error) => LogFailure(error);

    [LoggerMessage(LogLevel.Error, "Rubaru: something failed")]
    private partial void LogFailure(Exception error);
}
