namespace Rubaru.Network.Paths;

/// <summary>One of several in a sheet of the chat.</summary>
internal static class Choosing
{
    /// <param name="opens">What the sheet stands behind.</param>
    public static async Task ChooseAsync(this Person person, string opens, string choice, string value)
    {
        await person.Id(opens).First.ClickAsync();
        await person.Id($"{choice}-{value}").CheckAsync();
        await person.WaitAsync(person.Page.Locator($"[data-testid={choice}][data-value={value}]"));
        await person.CloseSheetAsync();
    }
}
