using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.E2ee;

namespace Rubaru.App.Components;

/// <summary>What is shown of somebody who asks to write.</summary>
/// <param name="Messages">Texts that came with the request.</param>
/// <param name="Text">The last of them.</param>
public sealed record RequestRow(Fingerprint Peer, string Name, RequestOrigin Origin, int Messages, string? Text)
{
    /// <summary>A contact has the same name, and is somebody else.</summary>
    public bool IsNameTaken { get; init; }

    public static RequestRow Of(Conversation request) =>
        new(
            request.Peer,
            request.Name,
            request.Origin,
            request.Unread,
            request.Messages.LastOrDefault(message => message.Kind == MessageKind.Text)?.Text
        )
        {
            IsNameTaken = request.IsNameTaken,
        };
}
