using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;

namespace Rubaru.App.Components;

/// <summary>What stands beside a name: nothing for an invited contact, a tick for a checked one, or a question mark.</summary>
public enum CheckMark
{
    None,
    Checked,
    Question,
}

internal static class CheckMarks
{
    extension(CheckMark)
    {
        public static CheckMark Of(Conversation chat) =>
            chat.Level != VerificationLevel.Checked ? CheckMark.None
            : chat.NeedsCheck ? CheckMark.Question
            : CheckMark.Checked;
    }

    extension(CheckMark mark)
    {
        public Glyph Glyph => mark == CheckMark.Question ? Components.Glyph.Question : Components.Glyph.Checked;

        public string Tone => mark == CheckMark.Question ? "tone-relay" : "tone-direct";

        public Text Name => mark == CheckMark.Question ? Text.CheckAgainMark : Text.CheckedMark;
    }
}
