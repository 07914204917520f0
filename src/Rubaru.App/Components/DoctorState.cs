using Rubaru.Client.Conversations;
using Rubaru.Client.Honesty;

namespace Rubaru.App.Components;

/// <summary>What the doctor of a chat says at one moment.</summary>
public readonly record struct DoctorState(bool IsRunning, Diagnosis? Last)
{
    public static DoctorState Of(Conversation chat) => new(chat.Doctor.IsRunning, chat.Doctor.Last);
}
