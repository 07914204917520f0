using Rubaru.Sodium.Browser;
using Rubaru.Sodium.Contract;
using Rubaru.Sodium.Contract.Golden;
using Rubaru.Web;

// What the page is asked for stands in its address; what came out is posted back to where it came from.
var page = new Uri(args[0]);
using var http = new HttpClient { BaseAddress = page };
var sodium = await BrowserSodium.LoadAsync();
var answer = page.Query switch
{
    "?contract" => Outcome.Write(SodiumContract.All.Select(check => Outcome.Of(check, sodium)).ToList()),
    "?vectors" => Outcome.Write(await OfficialVectors.RunAsync(sodium, http)),
    "?begin" => GoldenRelay.Begin(sodium),
    "?continue" => GoldenRelay.Continue(sodium, await http.GetByteArrayAsync("golden.json")),
    _ => throw new ArgumentException($"{page.Query} is nothing this page knows."),
};
using var content = new ByteArrayContent(answer);
using var response = await http.PostAsync("answer", content);
response.EnsureSuccessStatusCode();
