// One derived call under way: what its parts share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/derived/plan.hpp"
#include "services/derived/record.hpp"
#include "services/kit/service.hpp"

namespace understudy::derived {

inline constexpr std::string_view tag_order = "tagorder";  // the field with a record's tag keys, as they came

enum class Refusal : std::uint8_t { missing, exists, invalid, bad_token, in_use, stale };

// A structure that says something of a resource: the input, or an entry of a batch.
struct Given {
  const kit::Value* value;
  models::Shape shape;
};

void erase(Records& records, const Plan& plan, const std::string& key);  // and what lies within it

class Play {
 public:
  Play(kit::Call& call, kit::Turn& turn, Records& records, const Plan& plan, std::uint16_t operation,
       const kit::Service* native);

  kit::Outcome run();

 private:
  // ---- What the input says (finding.cpp)
  const kit::Value* input(std::int16_t member) const;
  const kit::Value* member(const Given& given, std::int16_t place) const;
  static std::string text_of(const kit::Value& value);  // of a string or a number
  std::vector<std::string> texts(const Key& key, const Given& given) const;
  const Key* own_key() const;
  Given whole() const;  // the input

  // ---- Finding records (finding.cpp)
  Rows identified(std::string_view type, std::string_view identity) const;  // any type when empty
  // What AWS makes by itself wherever it occurs: versions under work, and defaults.
  static bool always_there(std::string_view name);
  bool fits_parent(const Record& record, const Key& key, std::string_view given) const;
  bool fits_keys(const Record& record, const Given& given) const;  // all but the own
  Rows find(const Given& given) const;
  Rows of_kind(std::string_view identity) const;
  bool mentions(const Record& record, std::string_view text) const;
  void need_parents(const Given& given, bool modelled_only) const;
  bool is_made_of(const Resource& kind) const;
  void need_named(const Given& given) const;
  std::string need(const Given& given) const;  // the one; throws the missing error
  Rows need_all(const Given& given) const;     // of keys that name many
  const Record& record(const std::string& key) const { return *records_.find(key); }
  Rows of_type(std::string_view type) const;

  // ---- Refusing (refusing.cpp)
  kit::Failure plain_refusal(Refusal why, const Resource* resource, std::string_view what) const;
  kit::Failure detailed(kit::Failure failure, const Resource* resource, std::string_view what) const;
  kit::Value kind_in(const models::Shape& shape, const Resource& resource) const;
  kit::Failure refusal(Refusal why, const Resource* resource, std::string_view what) const;
  std::uint16_t status_of(std::string_view code, Refusal why) const;
  bool knows_missing(const Resource& kind) const;
  bool knows_missing(const models::Operation& operation, const Resource& kind, double more_than) const;
  std::optional<models::Shape> modelled(Refusal why, const Resource* resource, bool own_only) const;

  // ---- Making (creating.cpp, identity.cpp)
  kit::Outcome create();
  kit::Outcome put();
  kit::Outcome link();
  std::string make(const Given& given, bool replace, std::string_view name = {});  // its key
  void identify(Record& record, const Given& given);
  bool is_counted() const;
  void revise(Record& record) const;
  std::string make_within(const Given& given, const std::string& noun, const std::string& parent);
  void make_children(const std::string& key, const Given& given);
  bool comes_with(const Resource& kind) const;
  void follow(const std::string& key, const Given& given);  // what its versions say of it, and its first one
  void refuse_same_name(const Record& record) const;
  void refuse_same_token(const Record& record) const;
  void refuse_bad_name(const Given& given) const;
  std::string next_number(const Record& record) const;
  void check_parents(const Given& given);
  bool elsewhere(const Resource& resource) const;  // it is in the tables of native operations
  void take_parents(Record& record, const Given& given);
  std::string row_key(const Record& record) const;
  void store(Record& record, const Given& given, int depth = 0);
  bool store_attribute(Record& record, const models::Member& member, const kit::Value& value);
  void store_tags(Record& record, const kit::Value& value, const models::Shape& shape);
  void start(Record& record, std::string_view move);
  kit::Progression progression() const { return turn_.progression(resource().lifecycle.model); }
  std::optional<models::Shape> tagged_arn() const;
  std::string make_arn(const Record& record, std::string_view last) const;
  std::optional<models::Shape> shape_of(std::string_view canonical) const;  // of a member of any view
  std::string parent_path(const Record& record) const;

  // ---- Changing (changing.cpp)
  kit::Outcome update();
  kit::Outcome remove();
  bool shows_status() const;
  void refuse_stale(const Rows& rows) const;
  bool removes_again() const;
  bool is_used(const Record& used, const Resource& by, bool by_fields) const;
  void refuse_in_use(const Rows& rows) const;
  kit::Outcome state();
  std::string change(const std::string& key, const Given& given);  // its key from now on
  void rename(const std::string& key, Record& record, const Given& given);
  std::vector<Given> entries() const;  // of a batch; the input itself when it is none
  std::string_view stated() const;     // the status that the operation's verb leads to

  // ---- Tags (tagging.cpp)
  kit::Outcome tag();
  kit::Outcome untag();
  kit::Outcome list_tags();
  static void set_tag(Record& record, std::string_view key, std::string_view value);
  static void remove_tag(Record& record, std::string_view key);
  std::string tagged();
  kit::Value page_of(const kit::Value& all);
  void list_all_tags(const models::Member& member);
  kit::Value tags_of_one(const Record& record, const models::Shape& shape);
  kit::Value tags_value(const Record& record, const models::Shape& shape);

  // ---- Listing (listing.cpp)
  kit::Outcome list();
  bool wanted(const Record& record);
  bool within(const Record& record, std::string_view name, kit::Time limit) const;
  bool passes_filter(const Record& record, const kit::Value& filter, const models::Shape& shape);
  std::optional<std::string> field_text(const Record& record, std::string_view folded) const;
  struct Paging {
    const kit::Value* token = nullptr;
    std::optional<std::int64_t> limit;
    std::int16_t out = nowhere;   // output member for the next token
    std::int16_t more = nowhere;  // output member that says whether there is more
  };
  Paging paging() const;
  std::string_view order_input(bool direction) const;
  bool asks_for_order() const;  // but that of creation
  bool lists_names() const;
  void sort(Rows& rows) const;

  // ---- Showing (showing.cpp, converting.cpp)
  kit::Outcome get();
  void answer(const Rows& rows);
  void count(std::size_t rows);  // in a list's answer
  void look(const Rows& rows);   // lets what they are going through be seen
  bool is_asked_for(const models::Member& member) const;
  kit::Value show(const Record& record, const models::Shape& shape, int depth = 0);
  std::string mark_of(const Record& record) const;
  kit::Value kept_list(const Record* record, const models::Member& member);
  kit::Value value_for(const Record& record, const models::Shape& shape, const models::Member& member,
                       int depth);
  kit::Value made_value(const Record& record, std::string_view name, std::string_view folded,
                        const models::Member& member);
  std::string aside(std::string_view noun);
  std::string address(const Record& record) const;
  kit::Value nothing(const models::Shape& shape, int depth = 0);  // what a required member says at least
  kit::Value converted(const kit::Value& value, const models::Shape& shape, int depth = 0);
  kit::Value element(const Record& record, const models::Shape& shape, std::string_view list_name);
  kit::Value text_value(std::string_view text, const models::Shape& shape);
  std::string_view name_in(const models::Shape& shape, const models::Member& member) const;
  void set(kit::Value& structure, const models::Member& member, const kit::Value& value);
  kit::Value& out();                     // the answer's structure
  void fill_rest(const Record* record);  // top-level members that nothing else has set

  // ---- What it says of others (relating.cpp)
  std::string_view subject(const Record& record, bool arn) const;
  std::string_view joined_text(const Record& record, std::string_view folded) const;
  std::string_view by_another_name(const Record& record, std::string_view folded) const;
  kit::Value linked_value(const Record& record, std::string_view folded, const models::Shape& shape);
  kit::Value named_list(const Record& record, std::string_view folded, const models::Shape& shape);
  kit::Value parent_value(const Record& record, std::string_view folded, const models::Shape& shape);

  // ---- What the service tells besides its model (hinting.cpp)
  const Hint* told(Says says, const Resource* about) const;  // about null: the operation, or the service
  void fill_constants(Record& record) const;
  void fill_as_told(Record& record, bool fresh) const;
  void answer_as_told(const Record* record);

  // ---- The texts of hints (hint_texts.cpp)
  static std::string scalar_text(const kit::Value& value);
  kit::Value value_named(std::string_view path, const Record* record) const;
  std::string hole(std::string_view name, const Resource* kind, const Record* record,
                   std::string_view what) const;
  std::string fill(std::string_view text, const Resource* kind, const Record* record,
                   std::string_view what) const;
  kit::Value filled(const kit::Value& value, const Record* record) const;
  kit::Value told_value(std::string_view text, const Record* record) const;

  // ---- Their conditions, and refusals by them (hint_terms.cpp)
  void reach(const kit::Value& value, std::string_view path, std::vector<const kit::Value*>& found) const;
  bool all_hold(std::string_view terms, const Record* record) const;
  bool holds(std::string_view term, const Record* record) const;
  void refuse_as_told();
  void refuse_strangers(const Hint& hint) const;

  // ---- Resources that they tell of (hint_seeds.cpp)
  void seed();
  std::string grow(const Resource& kind, const kit::Value& fields,
                   const std::map<std::string, std::string>& parents);  // its key
  std::string take_root(const kit::Value& fields, const std::map<std::string, std::string>& parents);
  void make_as_told(const std::string& row);

  const Resource& resource() const { return plan_.resource(op_.resource); }
  kit::Arena& arena() const { return call_.arena; }

  kit::Call& call_;
  kit::Turn& turn_;
  Records& records_;
  const Plan& plan_;
  const OperationPlan& op_;
  const models::Operation model_;
  std::pair<std::string, std::string> within_;  // noun and name of a parent that the input does not say
  const kit::Service* native_;                  // who plays the service's other operations, else null
};

}  // namespace understudy::derived
