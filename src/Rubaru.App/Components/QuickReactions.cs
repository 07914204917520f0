namespace Rubaru.App.Components;

/// <summary>Our own choice of emoji for reactions; any other one that a newer version sends is shown too.</summary>
internal static class QuickReactions
{
    /// <summary>In the menu of a message.</summary>
    public static IReadOnlyList<string> First { get; } = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

    /// <summary>Behind "more".</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. First,
        "👎",
        "👏",
        "🙌",
        "🤝",
        "💪",
        "👌",
        "🤞",
        "👋",
        "😀",
        "😊",
        "😍",
        "😘",
        "😎",
        "🤔",
        "🙄",
        "😴",
        "😅",
        "🤣",
        "😭",
        "😡",
        "😱",
        "🥳",
        "🤗",
        "🤯",
        "💔",
        "🔥",
        "🎉",
        "🌹",
        "🌞",
        "🌙",
        "🍵",
        "🍰",
        "🚀",
        "💡",
        "💯",
        "👀",
        "✔️",
        "❗️",
        "❓️",
    ];
}
