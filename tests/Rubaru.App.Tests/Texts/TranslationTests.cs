using System.Text.Json;
using System.Text.RegularExpressions;
using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Texts;

/// <summary>What can be seen of a translation without knowing the language.</summary>
public sealed partial class TranslationTests
{
    /// <summary>The same in every language: names, patterns, and the word that a keyboard of any language can type.</summary>
    private static readonly Key[] SameEverywhere =
    [
        Key.AppName,
        Key.BackupHolds,
        Key.ContactPastePlaceholder,
        Key.EndPeer,
        Key.EraseWord,
        Key.ListStrict,
        Key.LockShortcut,
        Key.RequestKnownTitle,
        Key.Strict,
        Key.TabUnread,
    ];

    /// <summary>English words that people who write Hindi in Latin letters use as they are.</summary>
    private static readonly Key[] SameInHinglish =
    [
        Key.AddressTitle,
        Key.AskHeading,
        Key.BackupChats,
        Key.BackupMessages,
        Key.BackupTitle,
        Key.CheckedMark,
        Key.ConnectionLayers,
        Key.ConnectionMs,
        Key.ConnectionSummary,
        Key.ConnectionTransport,
        Key.ContactLink,
        Key.DetailsFingerprint,
        Key.DetailsTitle,
        Key.DoctorServer,
        Key.DoctorTitle,
        Key.EndHost,
        Key.EndRelay,
        Key.EndServerReflexive,
        Key.FileCaption,
        Key.FileOriginal,
        Key.FilePhoto,
        Key.FilePreviewPhoto,
        Key.GalleryFiles,
        Key.GalleryPhotos,
        Key.InfoLayers,
        Key.ListDraft,
        Key.ListLabel,
        Key.ListSettings,
        Key.ListUnread,
        Key.MessageInfo,
        Key.NotifyTitle,
        Key.PanicNew,
        Key.PathDirect,
        Key.RecoveryTitle,
        Key.RestoreFile,
        Key.SafetyTitle,
        Key.SeesAddress,
        Key.SeesContent,
        Key.SelfTestTitle,
        Key.ServerOff,
        Key.ServerOn,
        Key.ServerPush,
        Key.ServerRelay,
        Key.ServerStorage,
        Key.ServerStun,
        Key.ServerVersion,
        Key.SetUpTitle,
        Key.SettingsPrivacy,
        Key.SettingsProfile,
        Key.SettingsReceipts,
        Key.SettingsServer,
        Key.SettingsTheme,
        Key.SettingsThemeDark,
        Key.SettingsThemeLight,
        Key.SettingsThemeSystem,
        Key.SettingsTitle,
        Key.StrictRelay,
        Key.StrictRelayAllowed,
        Key.VoiceMessage,
        Key.VoicePreview,
    ];

    /// <summary>The CLDR plural categories that whole numbers have in a language.</summary>
    private static readonly Dictionary<string, string[]> Categories = new()
    {
        ["en"] = ["one", "other"],
        ["hi"] = ["one", "other"],
        ["hi-Latn"] = ["one", "other"],
    };

    public static TheoryData<string> Translations => [.. SourceFiles.Languages.Where(code => code != "en")];

    public static TheoryData<string> All => [.. SourceFiles.Languages];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_text_is_translated(string code)
    {
        Key[] same = code == "hi-Latn" ? [.. SameEverywhere, .. SameInHinglish] : SameEverywhere;
        var english = Read("en");
        var texts = Read(code);
        Assert.Equal(
            same.Select(key => key.ToString()).Order(),
            texts.Where(text => english[text.Key].SequenceEqual(text.Value)).Select(text => text.Key).Order()
        );
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_translation_has_the_arguments_of_the_English_text(string code)
    {
        var english = Read("en");
        var wrong = Read(code)
            .Where(text =>
                text.Value.Any(form => !Arguments(form.Value).SequenceEqual(Arguments(english[text.Key]["other"])))
            )
            .Select(text => text.Key);
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_text_with_a_number_has_every_form_that_the_language_needs_and_no_other(string code)
    {
        var english = Read("en");
        foreach (var (key, forms) in Read(code))
        {
            string[] needed = english[key].Count > 1 ? Categories[code] : ["other"];
            Assert.True(needed.Order().SequenceEqual(forms.Keys.Order()), $"{code} {key}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_text_is_empty_or_has_stray_spaces_or_straight_dots(string code) =>
        Assert.All(
            Read(code),
            text =>
                Assert.All(
                    text.Value.Values,
                    words =>
                    {
                        Assert.False(string.IsNullOrWhiteSpace(words), text.Key);
                        Assert.Equal(words.Trim(), words);
                        Assert.DoesNotContain("  ", words, StringComparison.Ordinal);
                        Assert.DoesNotContain("...", words, StringComparison.Ordinal);
                    }
                )
        );

    [Fact]
    public void Hindi_is_in_Devanagari_and_Hinglish_is_not()
    {
        Assert.All(Read("hi-Latn"), text => Assert.DoesNotMatch(Devanagari(), string.Concat(text.Value.Values)));
        var same = SameEverywhere.Select(key => key.ToString()).ToHashSet();
        Assert.All(
            Read("hi").Where(text => !same.Contains(text.Key)),
            text => Assert.All(text.Value.Values, words => Assert.Matches(Devanagari(), words))
        );
    }

    private static IEnumerable<string> Arguments(string text) =>
        Argument().Matches(text).Select(match => match.Value).Distinct().Order();

    /// <summary>The forms of each text; a text without a number has the form <c>other</c> only.</summary>
    private static Dictionary<string, Dictionary<string, string>> Read(string code)
    {
        using var json = JsonDocument.Parse(SourceFiles.Texts(code));
        return json
            .RootElement.EnumerateObject()
            .ToDictionary(
                text => text.Name,
                text =>
                    text.Value.ValueKind == JsonValueKind.Object
                        ? text.Value.EnumerateObject().ToDictionary(form => form.Name, form => form.Value.GetString()!)
                        : new() { ["other"] = text.Value.GetString()! }
            );
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\p{IsDevanagari}")]
    private static partial Regex Devanagari();
}
