import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** What is refused goes back to where it was: core leaves it on the day where it was dropped. */
export class VisitCalendarModel extends CalendarModel {
    async updateRecord() {
        try {
            await super.updateRecord(...arguments);
        } catch (error) {
            await this.load();
            throw error;
        }
    }
}

registry.category("views").add("dealer_visit_calendar", { ...calendarView, Model: VisitCalendarModel });
