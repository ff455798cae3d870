// What is asked and answered over HTTP, without how.
#ifndef HUIYIN_SERVICES_HTTP_HTTP_MESSAGE_H_
#define HUIYIN_SERVICES_HTTP_HTTP_MESSAGE_H_

#include <string>

namespace huiyin {

struct HttpRequest {
  // GET (also for HEAD) or POST.
  std::string method;
  // Decoded, without a query: "/town-a/checkpoint".
  std::string path;
  std::string body;
};

struct HttpAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "text/plain; charset=utf-8";
  std::string cache_control = "no-store";
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HTTP_HTTP_MESSAGE_H_
