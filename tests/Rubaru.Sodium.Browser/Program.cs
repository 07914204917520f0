using Rubaru.Sodium.Browser;
using Rubaru.Sodium.Contract;
using Rubaru.Web;

// What the page is asked for stands in its address; what came out is posted back to where it came from.
var page = new Uri(args[0]);
using var http = new HttpClient { BaseAddress = page };
var sodium = await BrowserSodium.LoadAsync();
var outcomes = page.Query switch
{
    "?contract" => SodiumContract.All.Select(check => Outcome.Of(check.Name, () => check.Run(sodium))).ToList(),
    "?vectors" => await OfficialVectors.RunAsync(sodium, http),
    _ => [new Outcome("The page's address", $"{page.Query} is nothing this page knows.")],
};
using var report = new ByteArrayContent(Outcome.Write(outcomes));
using var response = await http.PostAsync("report", report);
response.EnsureSuccessStatusCode();
