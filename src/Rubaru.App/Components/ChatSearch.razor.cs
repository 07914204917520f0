using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client.Search;
using Rubaru.E2ee;

namespace Rubaru.App.Components;

/// <summary>Search across all chats, in the list and in the switcher.</summary>
public sealed partial class ChatSearch : IDisposable
{
    private const int FirstPage = 20;

    /// <summary>While the history is read for the first time results are made anew this often.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(300);

    private static int count;
    private readonly string listId = $"found-{++count}";
    private ElementReference field;
    private string words = "";
    private string folded = "";
    private SearchPage page = SearchPage.Empty;
    private List<Option> options = [];
    private int active;
    private int most = FirstPage;
    private int version;
    private bool moved;
    private DateTimeOffset refreshed;

    [Inject]
    internal OptionsField Arrows { get; set; } = null!;

    [Inject]
    internal Moments Moments { get; set; } = null!;

    [Parameter, EditorRequired]
    public MessageSearch Search { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<ChatRow> Rows { get; set; } = [];

    [Parameter]
    public string TestId { get; set; } = "search";

    [Parameter]
    public bool Autofocus { get; set; }

    /// <summary>Without words all chats are offered.</summary>
    [Parameter]
    public bool ShowAll { get; set; }

    /// <summary>Shown while nothing is searched for.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter]
    public EventCallback<Fingerprint> OnOpen { get; set; }

    [Parameter]
    public EventCallback<SearchHit> OnHit { get; set; }

    private Option? Active => active < options.Count ? options[active] : null;

    private string Status =>
        folded.Length == 0 ? ""
        : !Search.IsComplete ? T[Text.SearchReading]
        : options.Count == 0 ? T[Text.SearchNothing]
        : "";

    public void Dispose() => Search.Progressed -= Progressed;

    protected override void OnInitialized() => Search.Progressed += Progressed;

    protected override void OnParametersSet() => Offer();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Arrows.OwnKeysAsync(field);
        }

        if (moved)
        {
            moved = false;
            await Arrows.IntoViewAsync(IdOf(active));
        }
    }

    private string IdOf(int at) => $"{listId}-{at}";

    /// <summary>Begins to read when the field is entered: until the first word is typed most of it is done.</summary>
    private void PrepareAsync() => _ = Search.PrepareAsync();

    private async Task SearchAsync()
    {
        folded = Search.Folding.Fold(words);
        (active, most) = (0, FirstPage);
        PrepareAsync();
        await FindAsync();
    }

    private Task MoreAsync()
    {
        most += 3 * FirstPage;
        return FindAsync();
    }

    private async Task ClearAsync()
    {
        words = "";
        await SearchAsync();
        await field.FocusAsync();
    }

    private async Task FindAsync()
    {
        var mine = ++version;
        var found = folded.Length == 0 ? SearchPage.Empty : await Search.FindAsync(words, most);
        if (mine != version)
        {
            return; // Something else was typed meanwhile.
        }

        page = found;
        refreshed = Moments.Now;
        Offer();
        StateHasChanged();
    }

    private void Offer()
    {
        var chats = Rows.Where(row => folded.Length == 0 ? ShowAll : Search.Folding.Matches(row.Name, folded));
        options =
        [
            .. chats.Select(row => new Option(row.Peer, row.Peer, row.Name, null)),
            .. page.Hits.Select(hit => new Option(
                (hit.Chat.Peer, hit.Message.Order),
                hit.Chat.Peer,
                hit.Chat.Name,
                hit
            )),
        ];
        active = Math.Clamp(active, 0, Math.Max(0, options.Count - 1));
    }

    private void Progressed() =>
        _ = InvokeAsync(async () =>
        {
            if (folded.Length > 0 && (Search.IsComplete || Moments.Now - refreshed > Refresh))
            {
                await FindAsync();
            }
        });

    private async Task Key(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when options.Count > 0:
                (active, moved) = ((active + 1) % options.Count, true);
                break;
            case "ArrowUp" when options.Count > 0:
                (active, moved) = ((active + options.Count - 1) % options.Count, true);
                break;
            case "Enter" when Active is { } chosen:
                await ChooseAsync(chosen);
                break;
            case "Escape" when words.Length > 0 && !ShowAll:
                await ClearAsync();
                break;
        }
    }

    private Task ChooseAsync(Option option) =>
        option.Hit is { } hit ? OnHit.InvokeAsync(hit) : OnOpen.InvokeAsync(option.Peer);

    /// <summary>A chat, or a message in one.</summary>
    private sealed record Option(object Key, Fingerprint Peer, string Name, SearchHit? Hit)
    {
        public override string ToString() => nameof(Option);
    }
}
