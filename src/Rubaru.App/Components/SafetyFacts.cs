using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>What two people compare, and how far they are.</summary>
/// <param name="Number">60 digits.</param>
/// <param name="Code">What the other device scans, 72 bytes.</param>
public sealed record SafetyFacts(string Number, byte[] Code, CheckMark Mark, DateTimeOffset? CheckedAt)
{
    public static SafetyFacts Of(Conversation chat) =>
        new(chat.SafetyNumber, chat.SafetyCode, CheckMark.Of(chat), chat.CheckedAt);
}
